package dev.baton.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.RegionId;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {

    @ParameterizedTest
    @CsvSource({"250ms,250", "10s,10000", "2m,120000", "1h,3600000", "0s,0"})
    void shouldReadDurations(String text, long millis) {
        assertThat(new Times.DurationConverter().convert(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "-1s", "1.5s", "10 s", "10d", "12345678s"})
    void shouldRefuseOtherTexts(String text) {
        assertThatThrownBy(() -> new Times.DurationConverter().convert(text))
                .hasMessageContaining("'" + text + "' is not a time");
    }

    @Test
    void shouldReadARegionAndATime() {
        assertThat(new Times.AtConverter().convert("r1@10s"))
                .isEqualTo(new Times.At(new RegionId("r1"), Duration.ofSeconds(10)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"r1", "@10s", "r1@", "r1@ten", "r 1@10s"})
    void shouldRefuseWhatIsNoRegionAndTime(String text) {
        assertThatThrownBy(() -> new Times.AtConverter().convert(text)).hasMessageContaining("such as ");
    }

    @Test
    void shouldReadTwoTimes() {
        assertThat(new Times.SpanConverter().convert("500ms-30s"))
                .isEqualTo(new Times.Span(Duration.ofMillis(500), Duration.ofSeconds(30)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10s", "30s-10s", "10s-10s", "a-b"})
    void shouldRefuseWhatIsNoTwoTimes(String text) {
        assertThatThrownBy(() -> new Times.SpanConverter().convert(text)).hasMessageContaining("10s");
    }
}
