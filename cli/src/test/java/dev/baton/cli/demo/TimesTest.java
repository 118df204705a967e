package dev.baton.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.RegionId;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {

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
        assertThatThrownBy(() -> new Times.SpanConverter().convert(text)).hasMessageContaining(" as ");
    }
}
