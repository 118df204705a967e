package dev.baton.kafka.consumer;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The records of one poll, whose iterator asks the gate before each: once it has closed, the iteration ends early and the rest
 * counts as never given. Whoever takes the lists by partition instead has been given all of them. For one thread.
 */
final class GatedRecords<K, V> extends ConsumerRecords<K, V> {

    private final Map<TopicPartition, List<ConsumerRecord<K, V>>> records;
    private final BooleanSupplier open;
    /** The offset after the last record given, by partition; empty as long as nothing was held back. */
    private final Map<TopicPartition, Long> givenBeforeClosing = new HashMap<>();

    private boolean cut;

    GatedRecords(Map<TopicPartition, List<ConsumerRecord<K, V>>> records, BooleanSupplier open) {
        super(records, next(records));
        this.records = records;
        this.open = open;
    }

    private static <K, V> Map<TopicPartition, OffsetAndMetadata> next(
            Map<TopicPartition, List<ConsumerRecord<K, V>>> records) {
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        records.forEach((partition, list) -> next.put(
                partition, new OffsetAndMetadata(list.get(list.size() - 1).offset() + 1)));
        return next;
    }

    /** The offset before which everything of {@code partition} has been given, by this poll and those before. */
    long givenBefore(TopicPartition partition) {
        List<ConsumerRecord<K, V>> these = records.get(partition);
        return cut && these != null
                ? givenBeforeClosing.getOrDefault(partition, these.get(0).offset())
                : Long.MAX_VALUE;
    }

    @Override
    public Iterator<ConsumerRecord<K, V>> iterator() {
        return new GatedIterator(records.values().iterator());
    }

    private final class GatedIterator implements Iterator<ConsumerRecord<K, V>> {

        private final Iterator<List<ConsumerRecord<K, V>>> lists;
        private List<ConsumerRecord<K, V>> list = List.of();
        private int index;

        GatedIterator(Iterator<List<ConsumerRecord<K, V>>> lists) {
            this.lists = lists;
        }

        @Override
        public boolean hasNext() {
            if (cut) {
                return false;
            }
            while (index == list.size() && lists.hasNext()) {
                given();
                list = lists.next();
                index = 0;
            }
            if (index == list.size()) {
                return false;
            }
            if (!open.getAsBoolean()) {
                given();
                cut = true;
                return false;
            }
            return true;
        }

        private void given() {
            if (index > 0) {
                ConsumerRecord<K, V> last = list.get(index - 1);
                givenBeforeClosing.put(new TopicPartition(last.topic(), last.partition()), last.offset() + 1);
            }
        }

        @Override
        public ConsumerRecord<K, V> next() {
            if (index == list.size() && !hasNext()) {
                throw new NoSuchElementException();
            }
            return list.get(index++);
        }
    }
}
