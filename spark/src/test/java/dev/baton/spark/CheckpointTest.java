package dev.baton.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;

/** A checkpoint that does not fit what it finds. */
class CheckpointTest extends SourceFixture {

    private static List<Long> upTo(long end) {
        return LongStream.range(0, end).boxed().toList();
    }

    private Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrap()));
    }

    @Test
    void shouldProcessAllForAnotherSinkThoughTheCheckpointIsOfOneThatHadIt() throws Exception {
        // Given
        write(LongStream.range(0, 10).toArray());
        processAvailable(R1, "checkpoint");
        assertThat(applied()).isEqualTo(upTo(10));
        AppliedTable.drop(database.jdbcUrl());
        AppliedTable.create(database.jdbcUrl());
        // When
        Map<String, String> another = new TreeMap<>(options(R1));
        another.put("effect", APPLY);
        another.put("frontierTable", stream);
        processAvailable(another, "checkpoint");
        // Then
        assertThat(applied()).isEqualTo(upTo(10));
    }

    @Test
    void shouldMissNothingOfATopicThatWasMadeAnewAndIsLongerThanTheOldOne() throws Exception {
        // Given
        write(LongStream.range(0, 10).toArray());
        processAvailable(R1, "checkpoint");
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(stream)).all().get();
        }
        await().ignoreExceptions().untilAsserted(() -> broker.createTopic(stream, 2, Map.of()));
        // When
        write(LongStream.range(10, 30).toArray());
        processAvailable(R1, "checkpoint");
        // Then
        assertThat(applied()).isEqualTo(upTo(30));
    }

    @Test
    void shouldBeginWhereItWouldHaveBegunAtFirstThoughNothingHadCome() throws Exception {
        // Given
        write(0, 1);
        Map<String, String> latest = new TreeMap<>(options(R1));
        latest.remove("url");
        latest.put("startingAt", "latest");
        readAvailable(latest);
        // When
        write(2, 3);
        long rows = readAvailable(latest);
        // Then
        assertThat(rows).isEqualTo(2);
    }

    /** Returns how many there were. */
    private long readAvailable(Map<String, String> options) throws Exception {
        StreamingQuery query = spark.readStream()
                .format("baton")
                .options(options)
                .load()
                .writeStream()
                .format("noop")
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .trigger(Trigger.AvailableNow())
                .start();
        query.awaitTermination();
        return Arrays.stream(query.recentProgress())
                .mapToLong(StreamingQueryProgress::numInputRows)
                .sum();
    }

    @Test
    void shouldReadPartitionsThatAreAddedWhileItRuns() throws Exception {
        // Given
        write(0, 1);
        Map<String, String> options = new TreeMap<>(options(R1));
        options.put("effect", APPLY);
        StreamingQuery query = start(options);
        await().atMost(START).untilAsserted(() -> assertThat(applied()).isEqualTo(upTo(2)));
        // When
        try (Admin admin = admin()) {
            admin.createPartitions(Map.of(stream, NewPartitions.increaseTo(3)))
                    .all()
                    .get();
        }
        write(sequence -> 2, 2);
        // Then
        await().atMost(START).untilAsserted(() -> assertThat(applied()).isEqualTo(upTo(3)));
        query.stop();
    }

    @Test
    void shouldWaitForASinkThatIsAwayBetweenTwoBatchesAndMissNothing() throws Exception {
        // Given
        write(0, 1);
        Map<String, String> options = new TreeMap<>(options(R1));
        options.put("effect", APPLY);
        options.put("timeoutMillis", "1000");
        StreamingQuery query = start(options);
        await().atMost(START).untilAsserted(() -> assertThat(applied()).isEqualTo(upTo(2)));
        try (Connection other = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE baton_frontier IN ACCESS EXCLUSIVE MODE");
            // When
            write(2);
            await().during(Duration.ofSeconds(3)).atMost(START).until(() -> query.isActive());
            other.rollback();
        }
        // Then
        await().atMost(START).untilAsserted(() -> assertThat(applied()).isEqualTo(upTo(3)));
        query.stop();
    }

    private StreamingQuery start(Map<String, String> options) throws Exception {
        return spark.readStream()
                .format("baton")
                .options(options)
                .load()
                .selectExpr("partition", "producer", "sequence", "cast(value AS string) AS value")
                .writeStream()
                .format("baton")
                .options(options)
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .start();
    }
}
