package dev.baton.core.catchup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DeliveryOrderTest {

    /** One record of a log; its offset is its index. */
    private record Written(long producer, long sequence, long copiedIn) {}

    @Test
    void shouldReadALogWithoutSpansAsItStands() {
        // Given
        DeliveryOrder order = new DeliveryOrder(List.of());
        order.seek(17);
        // When, then
        assertThat(order.passEnd()).isEqualTo(Long.MAX_VALUE);
        assertThat(order.isDue(17, 1, 0, 0)).isTrue();
        assertThat(order.resumeAt(18)).isEqualTo(18);
    }

    /** A thawed region has executed a write of event 2 before the copies came; the copies keep the order. */
    @Test
    void shouldPassOverWhatWasWrittenDirectlyAmongTheCopies() {
        // Given
        List<Written> log =
                List.of(direct(0), direct(2), direct(4), copy(1, 9), copy(2, 9), copy(3, 9), direct(5), direct(6));
        List<Span> spans = List.of(new Span(1, 7, 9, Map.of(1L, 1L)));
        // When
        List<Long> delivered = walk(log, spans, new Random(1));
        // Then
        assertThat(delivered).containsExactly(0L, 3L, 4L, 5L, 1L, 2L, 6L, 7L);
    }

    @Test
    void shouldNotReadASpanTwiceThatHasNothingLate() {
        // Given
        DeliveryOrder order = new DeliveryOrder(List.of(new Span(0, 2, 1, Map.of(1L, 0L))));
        order.seek(0);
        assertThat(order.isDue(0, 1, 0, 1)).isTrue();
        assertThat(order.isDue(1, 1, 1, 1)).isTrue();
        // When
        long goOn = order.turn();
        // Then
        assertThat(goOn).isEqualTo(2);
        assertThat(order.passEnd()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldNotResumeAfterARecordThatIsStillToCome() {
        // Given
        DeliveryOrder order = new DeliveryOrder(List.of(new Span(0, 10, 1, Map.of(1L, 0L))));
        order.seek(0);
        // When
        boolean due = order.isDue(3, 1, 7, 0);
        // Then
        assertThat(due).isFalse();
        assertThat(order.resumeAt(8)).isEqualTo(3);
        assertThat(order.turn()).isEqualTo(3);
        assertThat(order.resumeAt(5)).isEqualTo(5);
    }

    @Test
    void shouldNotConsiderCopiesOfAnotherEpisodeOrOtherProducersLateOrNot() {
        // Given
        DeliveryOrder order = new DeliveryOrder(List.of(new Span(0, 10, 2, Map.of(1L, 5L))));
        order.seek(0);
        // When, then
        assertThat(order.isDue(1, 1, 5, 1)).as("an aborted copy").isFalse();
        assertThat(order.isDue(2, 1, 4, 0)).as("before what was missing").isTrue();
        assertThat(order.isDue(3, 2, 9, 0)).as("a producer that missed nothing").isTrue();
        assertThat(order.isDue(4, 1, 5, 2)).as("a copy").isTrue();
        assertThat(order.isDueWithoutId()).isTrue();
        order.turn();
        assertThat(order.isDueWithoutId()).isFalse();
    }

    @Test
    void shouldRefuseSpansThatOverlapOrAreEmpty() {
        assertThatThrownBy(() -> new DeliveryOrder(List.of(new Span(0, 5, 1, Map.of()), new Span(4, 6, 2, Map.of()))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("begins before");
        assertThatThrownBy(() -> new Span(5, 5, 1, Map.of())).hasMessageContaining("[5, 5)");
        assertThatThrownBy(() -> new Span(-1, 5, 1, Map.of())).hasMessageContaining("[-1, 5)");
        assertThatThrownBy(() -> new Span(0, 5, 0, Map.of())).hasMessageContaining("episode");
    }

    /** However it is fetched, and however often reading is broken off and resumed, the order is that of the definition. */
    @Property
    void shouldGiveTheOrderOfTheDefinition(@ForAll long seed) {
        // Given
        Random random = new Random(seed);
        List<Written> log = new ArrayList<>();
        List<Span> spans = new ArrayList<>();
        for (int episode = 1; episode <= 3; episode++) {
            fill(log, random, 0);
            int from = log.size();
            fill(log, random, episode);
            if (log.size() > from && random.nextBoolean()) {
                spans.add(new Span(from, log.size(), episode, someFirstMissing(random)));
            }
        }
        fill(log, random, 0);
        // When
        List<Long> delivered = walk(log, spans, random);
        // Then
        assertThat(delivered).isEqualTo(byDefinition(log, spans));
    }

    private static void fill(List<Written> log, Random random, int episode) {
        for (int i = random.nextInt(8); i > 0; i--) {
            log.add(new Written(random.nextInt(3), random.nextInt(6), random.nextInt(episode + 1)));
        }
    }

    private static Map<Long, Long> someFirstMissing(Random random) {
        Map<Long, Long> firstMissing = new HashMap<>();
        for (long producer = 0; producer < 3; producer++) {
            if (random.nextBoolean()) {
                firstMissing.put(producer, (long) random.nextInt(6));
            }
        }
        return firstMissing;
    }

    /** Rule C, word for word. */
    private static List<Long> byDefinition(List<Written> log, List<Span> spans) {
        List<Long> order = new ArrayList<>();
        int next = 0;
        for (Span span : spans) {
            for (; next < span.from(); next++) {
                order.add((long) next);
            }
            List<Long> excepted = new ArrayList<>();
            for (; next < span.to(); next++) {
                Written record = log.get(next);
                Long first = span.firstMissing().get(record.producer);
                boolean isExcepted = first != null && record.sequence >= first && record.copiedIn != span.episode();
                (isExcepted ? excepted : order).add((long) next);
            }
            order.addAll(excepted);
        }
        for (; next < log.size(); next++) {
            order.add((long) next);
        }
        return order;
    }

    /** Reads in batches, as a client does, and now and then starts again where it would have to. */
    private static List<Long> walk(List<Written> log, List<Span> spans, Random random) {
        DeliveryOrder order = new DeliveryOrder(spans);
        List<Long> delivered = new ArrayList<>();
        order.seek(0);
        long position = 0;
        while (position < log.size() || order.passEnd() <= log.size()) {
            if (position >= order.passEnd()) {
                position = order.turn();
                continue;
            }
            if (random.nextInt(6) == 0) {
                position = order.resumeAt(position);
                order.seek(position);
            }
            long batchEnd = Math.min(log.size(), position + 1 + random.nextInt(4));
            for (; position < batchEnd && position < order.passEnd(); position++) {
                Written record = log.get((int) position);
                if (order.isDue(position, record.producer, record.sequence, record.copiedIn)
                        && !delivered.contains(position)) { // rule D
                    delivered.add(position);
                }
            }
        }
        return delivered;
    }

    private static Written direct(long sequence) {
        return new Written(1, sequence, 0);
    }

    private static Written copy(long sequence, long episode) {
        return new Written(1, sequence, episode);
    }
}
