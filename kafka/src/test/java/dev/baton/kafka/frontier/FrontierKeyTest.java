package dev.baton.kafka.frontier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.LogId;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrontierKeyTest {

    @Property(tries = 500)
    void shouldReadWhatItWrote(
            @ForAll @LongRange(min = 1, max = Long.MAX_VALUE) long term,
            @ForAll @IntRange(max = Integer.MAX_VALUE) int partition,
            @ForAll @AlphaChars @NumericChars @Chars({'.', '-', '_'}) @StringLength(min = 1, max = 249) String stream,
            @ForAll @AlphaChars @Chars({'/', ' ', 'é', '.'}) String group) {
        // Given
        FrontierKey key = new FrontierKey(term, new LogId(stream, partition), group);
        // When
        Optional<FrontierKey> read = FrontierKey.parse(key.bytes());
        // Then
        assertThat(read).contains(key);
    }

    @Property(tries = 1000)
    void shouldReadAKeyOrNothing(@ForAll byte[] bytes) {
        FrontierKey.parse(bytes)
                .ifPresent(key -> assertThat(FrontierKey.parse(key.bytes())).contains(key));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "///", "1/0/s", "x/0/s/g", "1/x/s/g", "1/-1/s/g", "1/0//g", "9999999999999999999/0/s/g"
            })
    void shouldNotTakeThisForAKey(String text) {
        assertThat(FrontierKey.parse(text.getBytes(UTF_8))).isEmpty();
    }
}
