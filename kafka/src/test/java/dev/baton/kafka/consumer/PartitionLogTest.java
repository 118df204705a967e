package dev.baton.kafka.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.LogId;
import dev.baton.core.catchup.Span;
import dev.baton.core.event.EventIdHeader;
import dev.baton.core.frontier.Frontier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One log with a span, read as a consumer reads it: in batches, ahead or not, broken off and resumed. */
class PartitionLogTest {

    private static final TopicPartition PARTITION = new TopicPartition("flights", 0);
    private static final LogId LOG = new LogId("flights", 0);
    private static final long PRODUCER = 7;
    private static final long EPISODE = 3;

    /** Sequences by offset; those from 10 to 13 were missing, and copied at offsets 6 to 10. Event 12 was there too early. */
    private static final long[] SEQUENCES = {8, 9, 12, 14, 15, 16, 10, 11, 12, 13, 14, 17, 18, 19};

    private static final Span SPAN = new Span(2, 12, EPISODE, Map.of(PRODUCER, 10L));
    private static final int FIRST_COPY = 6;
    private static final int LAST_COPY = 10;
    private static final List<Long> IN_ORDER =
            LongStream.rangeClosed(8, 19).boxed().toList();

    private final EventIds ids = new EventIds();
    private PartitionLog<String, String> log = new PartitionLog<>(PARTITION, LOG, ids);
    private final List<Long> inHand = new ArrayList<>(); // given, not yet committed
    private long fetched; // what Kafka's consumer would call its position

    @Test
    void shouldGiveEventsInTheirOrderAlthoughTheyStandOtherwise() {
        // Given
        log.isReordered(List.of(SPAN));
        log.claimed(new Frontier());
        // When
        List<Long> given = new ArrayList<>();
        while (fetched < SEQUENCES.length) {
            given.addAll(sequences(log.deliver(fetch(5))));
            turn();
        }
        // Then
        assertThat(given).isEqualTo(IN_ORDER);
        log.confirm(Long.MAX_VALUE);
        assertThat(log.durable().events()).isEqualTo(IN_ORDER.size());
        assertThat(log.resumeOffset()).isEqualTo(SEQUENCES.length);
    }

    @Test
    void shouldNotResumeAfterWhatIsStillToCome() {
        // Given
        log.isReordered(List.of(SPAN));
        log.claimed(new Frontier());
        // When
        assertThat(sequences(log.deliver(fetch(5)))).containsExactly(8L, 9L);
        log.confirm(Long.MAX_VALUE);
        // Then
        assertThat(log.resumeOffset()).isEqualTo(2);
    }

    /** Whoever commits an offset of the first pass has not seen what the second gives. */
    @Test
    void shouldNotConfirmWhatATurnHasGivenLater() {
        // Given
        log.isReordered(List.of(SPAN));
        log.claimed(new Frontier());
        List<Long> given = new ArrayList<>();
        while (given.size() < 9) {
            given.addAll(sequences(log.deliver(fetch(20))));
            turn();
        }
        assertThat(given).containsSequence(13L, 14L, 15L);
        // When
        log.confirm(LAST_COPY + 1);
        // Then
        assertThat(log.durable().contains(PRODUCER, 14)).isTrue();
        assertThat(log.durable().contains(PRODUCER, 15))
                .as("given, but not committed")
                .isFalse();
        assertThat(log.resumeOffset()).isEqualTo(4);
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    /** However it is read: each event once, in order, and what has not been given is never taken for done. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldGiveEachEventOnceAndInOrderHoweverItIsRead(long seed) {
        // Given
        Random random = new Random(seed);
        List<Long> applied = new ArrayList<>();
        boolean known = random.nextBoolean(); // the span, from the start or only at a later claim
        log.isReordered(known ? List.of(SPAN) : List.of());
        // When
        for (int step = 0; step < 1_000 && applied.size() < IN_ORDER.size(); step++) {
            int what = random.nextInt(10);
            if (!log.isClaimed() && what < 3) {
                if (log.isReordered(List.of(SPAN))) {
                    rewind();
                }
                log.claimed(log.durable().copy());
            } else if (what == 3) {
                log.unclaimed();
                rewind(); // the gate has closed
            } else if (what == 4) {
                restart(random);
            } else if (what < 7 && fetched < SEQUENCES.length) {
                log.read(fetch(1 + random.nextInt(5)));
            } else if (log.isClaimed() && (log.pendingEvents() > 0 || fetched < SEQUENCES.length)) {
                apply(give(random), random, applied);
            } else if (!inHand.isEmpty()) {
                commit(Long.MAX_VALUE, applied);
            }
            turn();
        }
        // Then
        assertThat(applied).isEqualTo(IN_ORDER);
    }

    private List<ConsumerRecord<String, String>> give(Random random) {
        return log.pendingEvents() > 0 ? log.take(1 + random.nextInt(4)) : log.deliver(fetch(1 + random.nextInt(5)));
    }

    /** Commits everything, or later, or only the first of it: then the gate has closed. */
    private void apply(List<ConsumerRecord<String, String>> given, Random random, List<Long> applied) {
        if (given.isEmpty()) {
            return;
        }
        assertThat(given).extracting(ConsumerRecord::offset).isSorted();
        boolean isCut = inHand.isEmpty() && random.nextInt(4) == 0;
        int done = isCut ? random.nextInt(given.size()) : given.size();
        inHand.addAll(sequences(given.subList(0, done)));
        if (!isCut && random.nextBoolean()) {
            return;
        }
        commit(isCut ? given.get(done).offset() : Long.MAX_VALUE, applied);
        if (isCut) {
            log.unclaimed();
            rewind();
        }
    }

    private void commit(long offset, List<Long> applied) {
        log.confirm(offset);
        applied.addAll(inHand);
        inHand.clear();
        assertThat(log.durable().events()).isEqualTo(new TreeSet<>(applied).size());
    }

    /** The process dies; another one begins at the committed hint, with the frontier. */
    private void restart(Random random) {
        long hint = random.nextBoolean() ? 0 : Math.max(0, log.resumeOffset());
        Frontier durable = log.durable();
        log = new PartitionLog<>(PARTITION, LOG, ids);
        log.follow(durable);
        inHand.clear();
        fetched = hint;
    }

    private void rewind() {
        inHand.clear();
        long from = log.rewind();
        fetched = from >= 0 ? from : fetched;
    }

    private void turn() {
        if (log.isInSpan()) {
            long goOn = log.turn(fetched);
            fetched = goOn >= 0 ? goOn : fetched;
        }
    }

    private List<ConsumerRecord<String, String>> fetch(int count) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        ids.forget();
        for (; records.size() < count && fetched < SEQUENCES.length; fetched++) {
            ConsumerRecord<String, String> record = record((int) fetched);
            ids.readAhead(record.headers());
            records.add(record);
        }
        return records;
    }

    private static List<Long> sequences(List<ConsumerRecord<String, String>> records) {
        return records.stream().map(record -> SEQUENCES[(int) record.offset()]).toList();
    }

    private static ConsumerRecord<String, String> record(int offset) {
        boolean isCopy = offset >= FIRST_COPY && offset <= LAST_COPY;
        RecordHeaders headers = new RecordHeaders();
        headers.add(EventIdHeader.NAME, EventIdHeader.write(PRODUCER, SEQUENCES[offset], isCopy ? EPISODE : 0));
        return new ConsumerRecord<>(
                PARTITION.topic(),
                PARTITION.partition(),
                offset,
                0,
                TimestampType.CREATE_TIME,
                1,
                1,
                "k",
                "v",
                headers,
                Optional.empty());
    }
}
