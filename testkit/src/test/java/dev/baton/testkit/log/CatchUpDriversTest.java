package dev.baton.testkit.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.token.Sync;
import dev.baton.runtime.catchup.CatchUp;
import dev.baton.runtime.catchup.Turn;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever drives a catch-up may die, hang or have a double. */
class CatchUpDriversTest extends CatchUpWorld {

    @Test
    void shouldStandByWhileAnotherDrivesAndTakeOverWhenItIsGone() {
        // Given
        CatchUp first = driver("a", 100);
        CatchUp second = driver("b");
        until(first, () -> r2.written(LOG).size() > 13);

        // When
        for (int i = 0; i < 10; i++) {
            step(first);
            assertThat(step(second)).isInstanceOf(Turn.Waiting.class);
        }
        drive(second);

        // Then
        assertWhole(30);
        assertThat(step(first)).isInstanceOf(Turn.InSync.class);
    }

    @Test
    void shouldDoNoHarmWhenTwoDriveAtTheSameTime() {
        // Given
        CatchUp first = driver("a", 400);
        until(first, () -> r2.written(LOG).size() > 13);
        nanos += Duration.ofSeconds(11).toNanos(); // it hangs
        CatchUp second = driver("b", 400);
        until(second, () -> journals.read(R2).owner().equals("b"));

        // When
        int copied = r2.written(LOG).size();
        for (int i = 0; i < MOST_STEPS && token().sync(R2) != Sync.IN_SYNC; i++) {
            step(i % 2 == 0 ? first : second);
        }

        // Then
        assertThat(r2.written(LOG)).hasSizeGreaterThan(copied);
        assertWhole(30);
    }

    static IntStream crashPoints() {
        return IntStream.range(0, 60);
    }

    /** Killed at every call to a region, one after the other; another goes on. */
    @ParameterizedTest
    @MethodSource("crashPoints")
    void shouldBeResumedByAnotherWhereverItWasKilled(int calls) {
        // Given
        try (CatchUp killed = driver("a", 2_000)) {
            callsLeft = calls;
            drive(killed);
        } catch (Killed expected) {
            callsLeft = Integer.MAX_VALUE;
        }
        callsLeft = Integer.MAX_VALUE;
        if (token().sync(R2) != Sync.OUT) {
            direct(30, 33);
        } else {
            LongStream.range(30, 33).forEach(sequence -> r1.append(LOG, P, sequence));
        }

        // When
        drive(driver("b"));

        // Then
        assertWhole(33);
    }
}
