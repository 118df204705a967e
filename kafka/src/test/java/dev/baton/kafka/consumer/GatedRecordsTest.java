package dev.baton.kafka.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class GatedRecordsTest {

    private static final TopicPartition A = new TopicPartition("flights", 0);
    private static final TopicPartition B = new TopicPartition("flights", 1);
    private static final TopicPartition C = new TopicPartition("flights", 2);

    @Test
    void shouldTellWhatWasGivenWhenTheGateCloses() {
        // Given
        AtomicInteger left = new AtomicInteger(3);
        Map<TopicPartition, List<ConsumerRecord<String, String>>> records = new LinkedHashMap<>();
        records.put(A, records(A, 10, 15));
        records.put(B, records(B, 20, 25));
        GatedRecords<String, String> gated = new GatedRecords<>(records, () -> left.getAndDecrement() > 0);

        // When
        int given = 0;
        for (Iterator<ConsumerRecord<String, String>> i = gated.iterator(); i.hasNext(); i.next()) {
            given++;
        }

        // Then
        assertThat(given).isEqualTo(3);
        assertThat(gated.givenBefore(A)).isEqualTo(13);
        assertThat(gated.givenBefore(B))
                .as("polls before have given everything before it")
                .isEqualTo(20);
        assertThat(gated.givenBefore(C)).as("all that polls before have given").isEqualTo(Long.MAX_VALUE);
    }

    private static List<ConsumerRecord<String, String>> records(TopicPartition partition, long from, long to) {
        return LongStream.range(from, to)
                .mapToObj(offset -> new ConsumerRecord<>(partition.topic(), partition.partition(), offset, "k", "v"))
                .toList();
    }
}
