package dev.baton.spark.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.FencedException;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.frontier.LogExtent;
import dev.baton.core.frontier.Round;
import dev.baton.core.sink.TransactionalSink;
import dev.baton.spark.FrontierStore;
import dev.baton.spark.Options;
import dev.baton.testkit.postgres.PostgresServer;
import dev.baton.testkit.process.Janitor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("chaos")
@Timeout(60)
class JdbcFrontierStoreTest {

    private static final LogId LOG = new LogId("flights", 0);
    private static final Term FIRST = new Term(1);
    private static final Term SECOND = new Term(2);
    private static final Round FOURTH = new Round(3, new TreeMap<>(Map.of(new RegionId("r1"), new LogExtent(5, 9, 0))));

    @TempDir
    private Path directory;

    @Test
    void shouldForgetWhatIsOldAndNothingInAnOldTerm() {
        try (Janitor janitor = Janitor.start()) {
            // Given
            PostgresServer server = PostgresServer.start(janitor, directory);
            server.awaitReady(Duration.ofSeconds(30));
            SinkDatabase database = SinkDatabase.of(
                    new Options(new CaseInsensitiveStringMap(Map.of("group", "totals", "url", server.jdbcUrl()))));
            Frontier effects = new Frontier();
            effects.add(7, 0);
            try (TransactionalSink<Object> sink = database.open((connection, events) -> {});
                    FrontierStore store = new JdbcFrontierStore(database)) {
                sink.claim(LOG, FIRST)
                        .fold(claimed -> sink.commit(List.of(), Map.of(claimed.claim(), effects)), fenced -> null);
                assertThat(sink.peek(LOG)).isEqualTo(effects);

                // When
                store.follow(LOG, FOURTH, SECOND);

                // Then
                assertThat(sink.peek(LOG).round()).isEqualTo(FOURTH);
                assertThat(sink.peek(LOG).producers()).isZero();
                assertThatThrownBy(() -> store.follow(LOG, FOURTH, FIRST)).isInstanceOf(FencedException.class);
                assertThat(store.claim(new TreeSet<>(Set.of(LOG)), SECOND)
                                .get(LOG)
                                .round())
                        .isEqualTo(FOURTH);
            }
        }
    }
}
