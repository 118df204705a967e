package dev.baton.runtime.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.core.catchup.LogJournal;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.catchup.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class VerifyTest {

    private static final LogId LOG = new LogId("flights", 0);
    private static final LogId OTHER = new LogId("flights", 1);
    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final long P = 1;
    private static final long Q = 2;
    private static final long WITHOUT_ID = -1;
    private static final Duration MARGIN = Duration.ofMillis(5);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final Verify.Options ALL = new Verify.Options(Set.of("flights"), Verify.ALWAYS, MARGIN, GRACE);

    private final MemoryLogs r1 = new MemoryLogs("r1", List.of(LOG, OTHER));
    private final MemoryLogs r2 = new MemoryLogs("r2", List.of(LOG, OTHER));
    private final AtomicLong nanos = new AtomicLong();
    private final List<Long> waited = new ArrayList<>();
    private Runnable whileReading = () -> {};
    private Runnable whileWaiting = () -> {};

    @Test
    void shouldFindLogsThatHoldTheSameInAnotherOrderOfProducersTheSame() {
        // Given
        r1.with(LOG, P, 0, 1, 2, 3).with(LOG, Q, 0, 1).with(OTHER, P, 0);
        r2.with(LOG, Q, 0).with(LOG, P, 0, 1).with(LOG, Q, 1).with(LOG, P, 2, 3).with(OTHER, P, 0);

        // When
        Findings found = verify();

        // Then
        assertThat(found.areSame()).isTrue();
        assertThat(found.logs().get(LOG).common()).isEqualTo(6);
        assertThat(found.logs().get(OTHER).common()).isEqualTo(1);
        assertThat(found.sum().common()).isEqualTo(7);
        assertThat(found.sum().regions().get(R2)).isEqualTo(new RegionFindings(7, 0, 0, 0, 0, 0, List.of()));
        assertThat(waited).isEmpty();
    }

    @Test
    void shouldTellWhatIsMissingAndWhere() {
        // Given
        r1.with(LOG, P, 0, 1, 2, 3, 4, 5, 6, 7).with(OTHER, Q, 0);
        r2.with(LOG, P, 0, 1, 4, 5, 7).with(OTHER, P, 0, 1);

        // When
        Findings found = verify();

        // Then
        assertThat(found.areSame()).isFalse();
        assertThat(found.logs().get(LOG).common()).isEqualTo(5);
        assertThat(in(LOG, R1, found).missing()).isZero();
        assertThat(in(LOG, R2, found).missing()).isEqualTo(3);
        assertThat(in(LOG, R2, found).gaps()).containsExactly(new Gap(P, 2, 4), new Gap(P, 6, 7));
        assertThat(found.logs().get(OTHER).common()).isZero();
        assertThat(in(OTHER, R1, found).gaps()).containsExactly(new Gap(P, 0, 2));
        assertThat(in(OTHER, R2, found).missing()).isEqualTo(1);
    }

    @Test
    void shouldCountRepeatsAndRecordsWithoutAnIdAndFindNoDifferenceInThem() {
        // Given
        r1.with(LOG, P, 0, 1, 1, 2).with(LOG, WITHOUT_ID, 7, 8);
        r2.with(LOG, P, 0, 1, 2, 0, 1, 2);

        // When
        Findings found = verify();

        // Then
        assertThat(found.areSame()).isTrue();
        assertThat(in(LOG, R1, found)).isEqualTo(new RegionFindings(6, 0, 1, 0, 2, 0, List.of()));
        assertThat(in(LOG, R2, found)).isEqualTo(new RegionFindings(6, 0, 3, 0, 0, 0, List.of()));
    }

    @Test
    void shouldFindADifferenceInWhatIsOutOfOrder() {
        // Given
        r1.with(LOG, P, 0, 1, 2, 3);
        r2.with(LOG, P, 0, 2, 3, 1);

        // When
        Findings found = verify();

        // Then
        assertThat(found.areSame()).isFalse();
        assertThat(in(LOG, R1, found).outOfOrder()).isZero();
        assertThat(in(LOG, R2, found).outOfOrder()).isEqualTo(1);
        assertThat(in(LOG, R2, found).missing()).isZero();
    }

    @Test
    void shouldReadWhatWasCaughtUpInDeliveryOrder() {
        // Given
        r1.with(LOG, P, 0, 1, 2, 3, 4, 5);
        r2.with(LOG, P, 0, 4, 5);
        for (long sequence = 1; sequence <= 4; sequence++) {
            r2.append(LOG, P, sequence, 1, sequence);
        }
        RegionJournal journal = new RegionJournal(
                R2,
                1,
                "",
                R1,
                0,
                "",
                new TreeMap<>(Map.of(
                        LOG, new LogJournal(List.of(new Span(1, 7, 1, Map.of(P, 1L))), new TreeMap<>(), null, 0))));

        // When
        Findings found = verify(ALL, region(r1), new Verify.Region(r2, journal));
        Findings withoutSpans = verify();

        // Then
        assertThat(found.areSame()).isTrue();
        assertThat(in(LOG, R2, found)).isEqualTo(new RegionFindings(7, 0, 1, 0, 0, 0, List.of()));
        assertThat(in(LOG, R2, withoutSpans).outOfOrder()).isEqualTo(3);
    }

    @Test
    void shouldWaitForEventsInFlight() {
        // Given
        r1.with(LOG, P, 0, 1, 2);
        r2.with(LOG, P, 0);
        whileWaiting = () -> {
            r1.with(LOG, P, 3); // in no other region, but after the end
            r2.with(LOG, P, 1, 2);
        };

        // When
        Findings found = verify();

        // Then
        assertThat(found.areSame()).isTrue();
        assertThat(found.sum().common()).isEqualTo(3);
        assertThat(waited).first().isEqualTo(2L);
    }

    @Test
    void shouldWaitNoLongerThanTheGracePeriod() {
        // Given
        r1.with(LOG, P, 0, 1, 2);
        r2.with(LOG, P, 0, 1);

        // When
        Findings found = verify();

        // Then
        assertThat(found.areSame()).isFalse();
        assertThat(nanos).hasValueBetween(GRACE.toNanos(), GRACE.plusSeconds(2).toNanos());
    }

    @Test
    void shouldLookAtAllThatHasComeMeanwhileAlthoughTheGracePeriodIsOver() {
        // Given
        long[] later = LongStream.range(1, 50).toArray();
        r1.with(LOG, P, 0).with(LOG, P, later);
        r2.with(LOG, P, 0);
        whileReading = () -> {
            r2.with(LOG, P, later);
            nanos.set(GRACE.multipliedBy(2).toNanos());
        };

        // When
        Findings found = verify();

        // Then
        assertThat(found.areSame()).isTrue();
        assertThat(found.sum().common()).isEqualTo(50);
    }

    @Test
    void shouldJudgeOnlyWhatIsYoungEnough() {
        // Given
        r1.with(LOG, P, 0, 1, 2, 50, 50, 51, 99, 100, 101, 102, 102);
        r2.with(LOG, P, 50, 51, 98, 101, 100);
        r1.append(LOG, WITHOUT_ID, 0, 0, 99);
        r1.append(LOG, WITHOUT_ID, 0, 0, 100);
        Verify.Options since100 = new Verify.Options(Set.of("flights"), 100, MARGIN, GRACE);

        // When
        Findings found = verify(since100, region(r1), region(r2));

        // Then
        assertThat(in(LOG, R1, found)).isEqualTo(new RegionFindings(5, 0, 1, 0, 1, 2, List.of()));
        assertThat(in(LOG, R2, found)).isEqualTo(new RegionFindings(2, 1, 0, 1, 0, 1, List.of(new Gap(P, 102, 103))));
        assertThat(found.sum().common()).isEqualTo(2);
    }

    @Test
    void shouldFindAnEventThatAnotherRegionHasWithATimestampThatIsTooOld() {
        // Given
        r1.append(LOG, P, 7, 0, 100);
        r2.append(LOG, P, 7, 0, 97);
        Verify.Options since100 = new Verify.Options(Set.of("flights"), 100, MARGIN, GRACE);

        // When
        Findings found = verify(since100, region(r1), region(r2));

        // Then
        assertThat(found.areSame()).isTrue();
    }

    @Test
    void shouldNotMissWhatRetentionHasDeletedInOneRegion() {
        // Given
        r1.with(LOG, P, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        r2.with(LOG, P, 0, 1, 2, 3, 4, 5, 6, 7, 8, 10);
        r2.deleteBefore(LOG, 2);
        r1.with(OTHER, Q, 0, 1);
        r2.with(OTHER, Q, 0, 1);
        r2.deleteBefore(OTHER, 2);

        // When
        Findings found = verify();

        // Then
        assertThat(found.areSame()).isFalse();
        assertThat(in(LOG, R2, found).gaps()).containsExactly(new Gap(P, 9, 10));
        assertThat(in(LOG, R1, found).passedOver()).as("two, and the margin").isEqualTo(7);
        assertThat(in(OTHER, R1, found).passedOver()).isEqualTo(2);
        assertThat(in(OTHER, R2, found).missing()).isZero();
    }

    @Test
    void shouldCompareMoreThanTwoRegions() {
        // Given
        MemoryLogs r3 = new MemoryLogs("r3", List.of(LOG, OTHER));
        r1.with(LOG, P, 0, 1, 2);
        r2.with(LOG, P, 0, 2);
        r3.with(LOG, P, 0);

        // When
        Findings found = verify(ALL, region(r1), region(r2), region(r3));

        // Then
        assertThat(found.sum().common()).isEqualTo(1);
        assertThat(in(LOG, R1, found).missing()).isZero();
        assertThat(in(LOG, R2, found).missing()).isEqualTo(1);
        assertThat(in(LOG, r3.region(), found).missing()).isEqualTo(2);
    }

    @Test
    void shouldCompareNothingButTheStreamsAskedFor() {
        // Given
        LogId orders = new LogId("orders", 0);
        MemoryLogs one =
                new MemoryLogs("r1", List.of(LOG, orders)).with(LOG, P, 0).with(orders, P, 0);
        MemoryLogs two = new MemoryLogs("r2", List.of(LOG, orders)).with(LOG, P, 0);

        // When
        Findings found = verify(ALL, region(one), region(two));

        // Then
        assertThat(found.logs()).containsOnlyKeys(LOG);
        assertThat(found.areSame()).isTrue();
    }

    @Test
    void shouldRefuseToCompareStreamsWithOtherPartitions() {
        // Given
        MemoryLogs narrow = new MemoryLogs("r2", List.of(LOG));

        // When
        // Then
        assertThatThrownBy(() -> verify(ALL, region(r1), region(narrow)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("other partitions in r2 than in r1");
    }

    @Test
    void shouldSayThatARegionCannotBeRead() {
        // Given
        r1.with(LOG, P, 0, 1, 2, 3, 4, 5);
        whileReading = r2::goDown;
        r2.with(LOG, P, 0, 1, 2, 3, 4, 5);

        // When
        // Then
        assertThatThrownBy(this::verify).isInstanceOf(RegionUnavailableException.class);
    }

    private Findings verify() {
        return verify(ALL, region(r1), region(r2));
    }

    private Findings verify(Verify.Options options, Verify.Region... regions) {
        Verify.Listener listener = new Verify.Listener() {
            @Override
            public void read(long records, long total) {
                assertThat(records).isBetween(0L, total);
                whileReading.run();
                whileReading = () -> {};
            }

            @Override
            public void waiting(long missing) {
                waited.add(missing);
                nanos.addAndGet(Duration.ofSeconds(1).toNanos());
                whileWaiting.run();
                whileWaiting = () -> {};
            }
        };
        return new Verify(Arrays.asList(regions), options, listener, nanos::get).run();
    }

    private static Verify.Region region(MemoryLogs logs) {
        return new Verify.Region(logs, RegionJournal.empty(logs.region()));
    }

    private static RegionFindings in(LogId log, RegionId region, Findings found) {
        return found.logs().get(log).regions().get(region);
    }
}
