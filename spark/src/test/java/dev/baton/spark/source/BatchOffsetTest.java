package dev.baton.spark.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.LogId;
import dev.baton.spark.Applied;
import dev.baton.spark.source.BatchOffset.Home;
import dev.baton.spark.source.BatchOffset.Known;
import dev.baton.spark.source.BatchOffset.Part;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchOffsetTest {

    private static final Home HOME = new Home("r1", "totals", "flights", "topic-1");

    @Test
    void shouldReadWhatItHasWritten() {
        // Given
        BatchOffset offset = BatchOffset.beginning(HOME)
                .next(
                        HOME,
                        7,
                        new TreeMap<>(Map.of(
                                new LogId("flights", 0),
                                new Part(1, 2, 3, new Known(0, Applied.NOTHING)),
                                new LogId("flights", 11),
                                new Part(4, 5, 6, new Known(7, new Applied(8, 9))))));
        // When
        BatchOffset read = BatchOffset.parse(offset.json());
        // Then
        assertThat(read).isEqualTo(offset);
        assertThat(read.home()).isEqualTo(HOME);
        assertThat(read.term()).isEqualTo(7);
        assertThat(read.parts()).isEqualTo(offset.parts());
    }

    @Test
    void shouldDifferFromTheBatchBeforeThoughItReadsTheSame() {
        // Given
        SortedMap<LogId, Part> parts =
                new TreeMap<>(Map.of(new LogId("flights", 0), new Part(1, 1, 3, new Known(0, Applied.NOTHING))));
        BatchOffset before = BatchOffset.beginning(HOME).next(HOME, 7, parts);
        // When
        BatchOffset again = BatchOffset.parse(before.json()).next(HOME, 7, parts);
        // Then
        assertThat(again).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "17",
                "{\"flights\":{\"0\":12}}",
                "{\"format\":2,\"logs\":{}}",
                "{\"format\":1,\"logs\":{\"x\":{}}}"
            })
    void shouldSayWhatToDoWithAForeignCheckpoint(String text) {
        assertThatThrownBy(() -> BatchOffset.parse(text))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("another checkpointLocation");
    }

    @Test
    void shouldKnowWhereALogEndedWhenTheQueryBeganToProcessInTheTerm() {
        // Given
        LogId log = new LogId("flights", 0);
        Part part = new Part(1, 1, 3, new Known(50, Applied.NOTHING));
        BatchOffset last = BatchOffset.beginning(HOME).next(HOME, 7, new TreeMap<>(Map.of(log, part)));
        // When / Then
        assertThat(last.end(HOME, 7, log, 90)).isEqualTo(50);
        assertThat(last.end(HOME, 8, log, 90)).isEqualTo(90);
        assertThat(last.end(HOME, 7, new LogId("flights", 1), 90)).isEqualTo(90);
        assertThat(BatchOffset.beginning(HOME).end(HOME, 7, log, 90)).isEqualTo(90);
    }
}
