package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.HiccupMeter.Stretch;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HiccupMeterTest {

    /** Near the end of what a long holds, as {@link System#nanoTime()} may be. */
    private static final long START = Long.MAX_VALUE - Duration.ofMillis(200).toNanos();

    private final HiccupMeter meter = new HiccupMeter(START);

    @Test
    void shouldCountNothingWhileItIsWokenInTime() {
        // When
        for (int millis = 5; millis <= 1_000; millis += 50) {
            meter.beat(at(millis));
        }
        // Then
        assertThat(meter.stretch(at(0), at(1_000)).ran()).isEqualTo(Duration.ofMillis(1_000));
    }

    @Test
    void shouldCountFromWhenABeatWasDue() {
        // When
        meter.beat(at(10));
        meter.beat(at(1_515));
        meter.beat(at(1_520));
        // Then
        assertThat(meter.stretch(at(0), at(2_000))).isEqualTo(stretch(2_000, 1_500));
        assertThat(meter.stretch(at(0), at(2_000)).ran()).isEqualTo(Duration.ofMillis(500));
        assertThat(meter.stretch(at(0), at(2_000))).hasToString("2000 ms, in which this JVM stood still for 1500 ms");
    }

    @Test
    void shouldCountOnlyWhatLiesWithin() {
        // When
        meter.beat(at(105));
        meter.beat(at(410));
        // Then
        assertThat(meter.stretch(at(0), at(105))).isEqualTo(stretch(105, 100));
        assertThat(meter.stretch(at(200), at(300))).isEqualTo(stretch(100, 100));
        assertThat(meter.stretch(at(300), at(500))).isEqualTo(stretch(200, 110));
        assertThat(meter.stretch(at(410), at(500))).isEqualTo(stretch(90, 0));
    }

    @Test
    void shouldAddUpStandstills() {
        // When
        meter.beat(at(105));
        meter.beat(at(110));
        meter.beat(at(215));
        // Then
        assertThat(meter.stretch(at(0), at(300))).isEqualTo(stretch(300, 200));
    }

    @Test
    void shouldCountAStandstillOnceWhenThreadsComeOutOfOrder() {
        // When
        meter.beat(at(105));
        meter.beat(at(104));
        meter.beat(at(109));
        // Then
        assertThat(meter.stretch(at(0), at(200))).isEqualTo(stretch(200, 100));
    }

    @Test
    void shouldTellWhenItWentOnAfterTheLastLongStandstill() {
        // When
        meter.beat(at(505));
        meter.beat(at(1_010));
        meter.beat(at(1_115));
        // Then
        Duration atLeast = Duration.ofMillis(500);
        assertThat(meter.awakening(atLeast, at(0))).isEqualTo(at(1_010));
        assertThat(meter.awakening(atLeast, at(700))).isEqualTo(at(1_010));
        assertThat(meter.awakening(atLeast, at(1_050))).isEqualTo(at(1_050));
        assertThat(meter.awakening(Duration.ofMillis(501), at(0))).isEqualTo(at(0));
    }

    @Test
    void shouldRememberNoMoreThanAThousand() {
        // When
        for (int i = 1; i <= 1_001; i++) {
            meter.beat(at(105L * i));
        }
        // Then
        assertThat(meter.stretch(at(0), at(210))).isEqualTo(stretch(210, 100));
    }

    private static long at(long millis) {
        return START + Duration.ofMillis(millis).toNanos();
    }

    private static Stretch stretch(long passedMillis, long stillMillis) {
        return new Stretch(Duration.ofMillis(passedMillis), Duration.ofMillis(stillMillis));
    }
}
