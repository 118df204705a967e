package dev.baton.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a query reads of a region on OCI Streaming's own API, where offsets leave gaps and the service does not tell where logs end. */
@Tag("chaos")
@Timeout(120)
class OciSourceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static SparkSession spark;

    @TempDir
    private Path directory;

    private final List<Long> processed = new ArrayList<>();
    private final AtomicLong batches = new AtomicLong();
    private OciInstallation oci;

    @BeforeAll
    static void start() {
        spark = FlightsApplication.local("source on OCI");
    }

    @AfterAll
    static void end() {
        spark.stop();
    }

    @BeforeEach
    void raise() throws IOException {
        oci = OciInstallation.raise(directory);
    }

    @AfterEach
    void strike() {
        oci.close();
    }

    private Map<String, String> options() {
        return Map.of(
                "config",
                oci.config().toString(),
                "region",
                OciInstallation.R1.value(),
                "group",
                "totals",
                "stream",
                OciInstallation.STREAM);
    }

    private StreamingQuery process(int most, Trigger trigger) throws Exception {
        return spark.readStream()
                .format("baton")
                .options(options())
                .option("maxEventsPerTrigger", most)
                .load()
                .writeStream()
                .foreachBatch((Dataset<Row> batch, Long id) -> {
                    batches.incrementAndGet();
                    List<Row> rows = batch.selectExpr("sequence").collectAsList();
                    synchronized (processed) {
                        rows.forEach(row -> processed.add(row.getLong(0)));
                    }
                })
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .trigger(trigger)
                .start();
    }

    private List<Long> processed() {
        synchronized (processed) {
            return List.copyOf(processed);
        }
    }

    private static List<Long> numbers(int to) {
        return LongStream.range(0, to).boxed().toList();
    }

    @Test
    void shouldReadABoundedRange() throws Exception {
        // Given
        oci.write(LongStream.range(0, 100));
        // When
        List<Row> rows = spark.read()
                .format("baton")
                .options(options())
                .load()
                .selectExpr("sequence", "producer", "partition", "cast(key AS string)", "cast(value AS string)")
                .orderBy("sequence")
                .collectAsList();
        // Then
        assertThat(rows)
                .extracting(row -> row.mkString(" "))
                .containsExactlyElementsOf(LongStream.range(0, 100)
                        .mapToObj(i -> "%d %d %d key %d value %d"
                                .formatted(i, OciInstallation.PRODUCER, i % OciInstallation.PARTITIONS, i, i))
                        .toList());
    }

    @Test
    void shouldProcessWhatIsAvailableInBatchesOfSoManyEventsAndEnd() throws Exception {
        // Given
        oci.write(LongStream.range(0, 3_000));
        // When
        StreamingQuery query = process(500, Trigger.AvailableNow());
        query.awaitTermination();
        // Then
        assertThat(processed()).containsExactlyInAnyOrderElementsOf(numbers(3_000));
        assertThat(query.recentProgress())
                .extracting(StreamingQueryProgress::numInputRows)
                .filteredOn(rows -> rows > 0)
                .containsExactly(500L, 500L, 500L, 500L, 500L, 500L);
    }

    @Test
    @SuppressWarnings("deprecation") // Spark's, but people use it
    void shouldProcessAllInOneBatchByTriggerOnce() throws Exception {
        // Given
        oci.write(LongStream.range(0, 3_000));
        // When
        process(500, Trigger.Once()).awaitTermination();
        // Then
        assertThat(processed()).containsExactlyInAnyOrderElementsOf(numbers(3_000));
        assertThat(batches).hasValue(1);
    }

    @Test
    void shouldRunABatchForEventsAndNoneForMarksWhichExpire() throws Exception {
        // Given
        StreamingQuery query = process(10_000, Trigger.ProcessingTime(0));
        oci.write(LongStream.range(0, 10));
        await().atMost(PATIENCE).until(() -> processed().size() == 10);
        long before = batches.get();
        // When
        for (int i = 0; i < 5; i++) {
            oci.leaveMarks();
        }
        await().atMost(PATIENCE).during(Duration.ofSeconds(2)).until(() -> batches.get() == before);
        oci.expire();
        oci.write(LongStream.range(10, 20));
        await().atMost(PATIENCE).until(() -> processed().size() == 20);
        query.stop();
        // Then
        assertThat(processed()).containsExactlyInAnyOrderElementsOf(numbers(20));
    }
}
