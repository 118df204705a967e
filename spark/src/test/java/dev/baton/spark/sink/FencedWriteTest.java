package dev.baton.spark.sink;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.spark.Options;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Test;

class FencedWriteTest {

    private static final StructType EVENTS = StructType.fromDDL("partition INT, producer BIGINT, sequence BIGINT");
    private static final Map<String, String> OPTIONS =
            Map.of("group", "billing", "stream", "flights", "url", "jdbc:postgresql:app", "effect", "none");

    private static Written written(Integer... partitions) {
        return new Written(1, 0, new TreeSet<>(Arrays.asList(partitions)));
    }

    @Test
    void shouldNotPassInSilenceThatTwoTasksHaveWrittenOnePartition() {
        // Given
        FencedWrite write = FencedWrite.of(SinkOptions.of(new Options(new CaseInsensitiveStringMap(OPTIONS))), EVENTS);
        WriterCommitMessage[] messages = {written(0, 2), written(), written(1, 2)};
        // When / Then
        assertThatThrownBy(() -> write.commit(messages))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Rows of partition 2 of stream 'flights' were written by two tasks");
    }
}
