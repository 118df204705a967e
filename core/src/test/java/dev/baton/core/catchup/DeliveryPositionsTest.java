package dev.baton.core.catchup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.catchup.DeliveryPositions.Leg;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DeliveryPositionsTest {

    private static final int LENGTH = 40;

    /** One record of a log; its offset is its index. */
    private record Written(long producer, long sequence, long copiedIn) {}

    @Test
    void shouldBeOffsetsInALogWithoutSpans() {
        // Given
        DeliveryPositions positions = new DeliveryPositions(List.of());
        // When
        List<Leg> legs = positions.legs(positions.at(3), positions.at(9));
        // Then
        assertThat(legs).containsExactly(new Leg(3, 9, null, false));
        assertThat(positions.resumeAt(7)).isEqualTo(7);
    }

    @Test
    void shouldReadASpanTwiceBeforeWhatFollows() {
        // Given
        Span span = new Span(2, 5, 1, Map.of(1L, 0L));
        DeliveryPositions positions = new DeliveryPositions(List.of(span));
        // When
        List<Leg> legs = positions.legs(positions.at(0), positions.at(8));
        // Then
        assertThat(legs)
                .containsExactly(
                        new Leg(0, 2, null, false),
                        new Leg(2, 5, span, false),
                        new Leg(2, 5, span, true),
                        new Leg(5, 8, null, false));
    }

    /** However a log is cut into batches, it is delivered as {@link DeliveryOrder} does. */
    @Property(tries = 300)
    void shouldDeliverInDeliveryOrderHoweverItIsCut(@ForAll long seed) {
        // Given
        Random random = new Random(seed);
        List<Written> log = log(random);
        List<Span> spans = spans(random);
        DeliveryPositions positions = new DeliveryPositions(spans);
        // When
        List<Long> delivered = new ArrayList<>();
        long end = positions.at(LENGTH);
        long from = positions.at(0);
        while (from < end) {
            long to = Math.min(end, from + 1 + random.nextInt(10));
            deliver(log, positions, from, to, delivered);
            from = to;
        }
        // Then
        assertThat(delivered).containsExactlyElementsOf(walk(log, spans));
    }

    /** Whoever starts again where a batch began, perhaps with one span more, misses nothing of it and of what follows. */
    @Property(tries = 300)
    void shouldMissNothingWhenItStartsAgain(@ForAll long seed) {
        // Given
        Random random = new Random(seed);
        List<Written> log = log(random);
        List<Span> spans = spans(random);
        DeliveryPositions before = new DeliveryPositions(spans.subList(0, random.nextInt(spans.size() + 1)));
        long cut = before.at(0) + random.nextInt((int) (before.at(LENGTH) - before.at(0)));
        List<Long> delivered = new ArrayList<>();
        deliver(log, before, before.at(0), cut, delivered);
        // When
        DeliveryPositions after = new DeliveryPositions(spans);
        deliver(log, after, after.at(before.resumeAt(cut)), after.at(LENGTH), delivered);
        // Then
        Set<Long> all = new HashSet<>(delivered);
        assertThat(all).hasSize(LENGTH);
    }

    /** Wherever a range begins and ends, each of its records is delivered once, and no other one. */
    @Property(tries = 300)
    void shouldDeliverEachRecordOfARangeOnceInDeliveryOrder(@ForAll long seed) {
        // Given
        Random random = new Random(seed);
        List<Written> log = log(random);
        List<Span> spans = spans(random);
        long from = random.nextInt(LENGTH);
        long to = from + random.nextInt(LENGTH - (int) from + 1);
        // When
        List<Long> delivered = new ArrayList<>();
        deliver(log, new DeliveryPositions(spans).range(from, to), delivered);
        // Then
        List<Long> expected = walk(log, spans);
        expected.removeIf(offset -> offset < from || offset >= to);
        assertThat(delivered).containsExactlyElementsOf(expected);
    }

    private static void deliver(
            List<Written> log, DeliveryPositions positions, long from, long to, List<Long> delivered) {
        deliver(log, positions.legs(from, to), delivered);
    }

    private static void deliver(List<Written> log, List<Leg> legs, List<Long> delivered) {
        for (Leg leg : legs) {
            for (long offset = leg.from(); offset < leg.to(); offset++) {
                Written record = log.get((int) offset);
                if (leg.isDue(record.producer(), record.sequence(), record.copiedIn())) {
                    delivered.add(offset);
                }
            }
        }
    }

    private static List<Long> walk(List<Written> log, List<Span> spans) {
        DeliveryOrder order = new DeliveryOrder(spans);
        order.seek(0);
        List<Long> delivered = new ArrayList<>();
        long offset = 0;
        while (offset < LENGTH || order.passEnd() != Long.MAX_VALUE) {
            if (offset >= order.passEnd()) {
                offset = order.turn();
            } else {
                Written record = log.get((int) offset);
                if (order.isDue(offset, record.producer(), record.sequence(), record.copiedIn())) {
                    delivered.add(offset);
                }
                offset++;
            }
        }
        return delivered;
    }

    private static List<Written> log(Random random) {
        List<Written> log = new ArrayList<>();
        for (int i = 0; i < LENGTH; i++) {
            log.add(new Written(random.nextInt(3), random.nextInt(20), random.nextInt(3)));
        }
        return log;
    }

    private static List<Span> spans(Random random) {
        List<Span> spans = new ArrayList<>();
        long from = random.nextInt(10);
        for (long episode = 1; episode <= 2; episode++) {
            long to = from + 1 + random.nextInt(10);
            spans.add(
                    new Span(from, to, episode, Map.of(0L, (long) random.nextInt(20), 1L, (long) random.nextInt(20))));
            from = to + random.nextInt(5);
        }
        return spans;
    }
}
