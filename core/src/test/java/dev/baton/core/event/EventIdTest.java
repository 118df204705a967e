package dev.baton.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTest {

    @Test
    void shouldReadAsProducerPartitionSequence() {
        assertThat(new EventId(new ProducerId(0xf1L), 3, 42)).hasToString("00000000000000f1/3/42");
        assertThat(new EventId(new ProducerId(-1), 0, 0)).hasToString("ffffffffffffffff/0/0");
    }

    @Test
    void shouldRefuseANegativePartition() {
        assertThatThrownBy(() -> new EventId(new ProducerId(1), -1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("partition: -1 is negative");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE})
    void shouldRefuseASequenceThatNoIntervalCanHold(long sequence) {
        assertThatThrownBy(() -> new EventId(new ProducerId(1), 0, sequence))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sequence: " + sequence + " is negative or too large");
    }
}
