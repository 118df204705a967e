package dev.baton.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {

    private static final List<String> WORDS = List.of("kafka", "probeInterval", "probeTimeout", "ttl");

    @ParameterizedTest
    @CsvSource({
        "kafak, kafka",
        "KAFKA, kafka",
        "kafkas, kafka",
        "probeTimout, probeTimeout",
        "probe_interval, probeInterval",
        "tll, ttl"
    })
    void shouldGuessWhatWasMeant(String written, String meant) {
        assertThat(Spelling.nearest(written, WORDS)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"hooks", "x", "''", "timeToLive", "probe"})
    void shouldNotGuessWildly(String written) {
        assertThat(Spelling.nearest(written, WORDS)).isEmpty();
    }

    @Test
    void shouldCountLettersThatAreWrong() {
        assertThat(Spelling.distance("", "abc")).isEqualTo(3);
        assertThat(Spelling.distance("abc", "abc")).isZero();
        assertThat(Spelling.distance("abc", "acb")).isEqualTo(1);
        assertThat(Spelling.distance("kitten", "sitting")).isEqualTo(3);
    }
}
