package dev.baton.core.frontier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.frontier.Reconciliation.Differences;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReconciliationTest {

    private static final long GRACE = 60;
    private static final long PRODUCER = 7;
    private static final long OTHER = 8;

    private final Reconciliation standby = new Reconciliation(GRACE);
    private final Frontier effective = new Frontier();
    private long now;
    private long position;
    private long end;

    @BeforeEach
    void beginSomewhere() {
        effective.addRange(PRODUCER, 0, 10);
        assertThat(look()).isEmpty();
    }

    @Test
    void shouldFindNothingWhereBothHaveEverything() {
        // Given
        read(PRODUCER, 10, 30);
        effective.addRange(PRODUCER, 10, 20);
        // When
        now += GRACE;
        Optional<Differences> first = look();
        now += GRACE;
        Optional<Differences> second = look();
        // Then
        assertThat(first).hasValueSatisfying(found -> assertThat(found.isNone()).isTrue());
        assertThat(second)
                .hasValueSatisfying(found -> assertThat(found.isNone()).isTrue());
    }

    @Test
    void shouldFindWhatTheOwnLogLacks() {
        // Given
        read(PRODUCER, 10, 12);
        read(PRODUCER, 14, 20);
        effective.addRange(PRODUCER, 10, 20);
        now += GRACE;
        look();
        // When
        now += GRACE;
        Differences found = look().orElseThrow();
        // Then
        Frontier lacking = new Frontier();
        lacking.addRange(PRODUCER, 12, 14);
        assertThat(found.onlyThere()).isEqualTo(lacking);
        assertThat(found.onlyHere().producers()).isZero();
    }

    @Test
    void shouldTellADifferenceOnce() {
        // Given
        effective.addRange(PRODUCER, 10, 20);
        now += GRACE;
        look();
        now += GRACE;
        assertThat(look())
                .hasValueSatisfying(found -> assertThat(found.isNone()).isFalse());
        // When
        now += GRACE;
        // Then
        assertThat(look())
                .hasValueSatisfying(found -> assertThat(found.isNone()).isTrue());
    }

    @Test
    void shouldAllowEventsTheGracePeriodToArrive() {
        // Given
        effective.addRange(PRODUCER, 10, 20);
        now += GRACE;
        look();
        // When
        now += GRACE - 1;
        assertThat(look()).isEmpty();
        read(PRODUCER, 10, 20);
        now += 1;
        // Then
        assertThat(look())
                .hasValueSatisfying(found -> assertThat(found.isNone()).isTrue());
    }

    @Test
    void shouldNotJudgeBeforeItHasReadWhatIsThere() {
        // Given
        effective.addRange(PRODUCER, 10, 20);
        now += GRACE;
        look();
        now += GRACE;
        position = 90;
        end = 100;
        // When
        assertThat(look()).isEmpty();
        read(PRODUCER, 10, 20);
        end = 1_000;
        position = 100;
        // Then
        assertThat(look())
                .hasValueSatisfying(found -> assertThat(found.isNone()).isTrue());
    }

    @Test
    void shouldFindWhatTheActiveRegionHasPassedOver() {
        // Given
        read(PRODUCER, 10, 20);
        read(OTHER, 0, 5);
        now += GRACE;
        look();
        // When
        effective.addRange(PRODUCER, 10, 13);
        effective.addRange(PRODUCER, 15, 18); // 18 and 19, and the other producer, are yet to come
        now += GRACE;
        Differences found = look().orElseThrow();
        // Then
        Frontier passed = new Frontier();
        passed.addRange(PRODUCER, 13, 15);
        assertThat(found.onlyHere()).isEqualTo(passed);
        assertThat(found.onlyThere().producers()).isZero();
    }

    @Test
    void shouldBeginAnewAfterAReset() {
        // Given
        effective.addRange(PRODUCER, 10, 20);
        now += GRACE;
        look();
        // When
        standby.reset();
        now += GRACE;
        assertThat(look()).isEmpty();
        now += GRACE;
        // Then
        assertThat(look())
                .hasValueSatisfying(found -> assertThat(found.isNone()).isTrue());
    }

    private void read(long producer, long from, long to) {
        for (long sequence = from; sequence < to; sequence++) {
            standby.read(producer, sequence);
        }
    }

    private Optional<Differences> look() {
        return standby.look(effective, position, end, now);
    }
}
