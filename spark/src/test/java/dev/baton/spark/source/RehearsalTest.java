package dev.baton.spark.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.LogId;
import dev.baton.core.SinkFailedException;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.frontier.Round;
import dev.baton.spark.EffectStore;
import dev.baton.spark.FrontierStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Test;

class RehearsalTest {

    private static final LogId LOG = new LogId("flights", 0);

    private final List<String> calls = new ArrayList<>();

    /** Refuses each question, as a database does that has no such table. */
    private final class Sink implements EffectStore, FrontierStore {

        @Override
        public FrontierStore frontiers() {
            return this;
        }

        @Override
        public SortedMap<LogId, Frontier> peek(SortedSet<LogId> logs) {
            calls.add("peek " + logs);
            throw new SinkFailedException("no such table");
        }

        @Override
        public void close() {
            calls.add("close");
        }

        @Override
        public SortedMap<LogId, Frontier> claim(SortedSet<LogId> logs, Term term) {
            throw new UnsupportedOperationException("a standby claims nothing");
        }

        @Override
        public void follow(LogId log, Round round, Term term) {
            throw new UnsupportedOperationException("a standby changes nothing");
        }

        @Override
        public Write write(LogicalWriteInfo info) {
            throw new UnsupportedOperationException("a standby writes nothing");
        }
    }

    /** There is no Spark here either, which is of no matter. */
    @Test
    void shouldAskTheSinkOnceAndGoOnWhateverItSays() {
        // Given
        Rehearsal rehearsal = new Rehearsal(new CaseInsensitiveStringMap(Map.of()), new Sink(), LOG);
        // When
        for (int look = 1; look < 5; look++) {
            rehearsal.hold(() -> true);
        }
        // Then
        assertThat(calls).isEmpty();
        rehearsal.hold(() -> true);
        rehearsal.hold(() -> true);
        assertThat(calls).containsExactly("peek [" + LOG + "]", "close");
    }
}
