package dev.baton.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.testkit.postgres.PostgresServer;
import dev.baton.testkit.process.Janitor;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Batches as the source would plan them, into a real database. */
@Tag("chaos")
@Timeout(60)
class BatonSinkTest {

    private static final StructType EVENTS =
            StructType.fromDDL("partition INT, producer BIGINT, sequence BIGINT, value STRING");
    private static final String STREAM = "flights";
    private static final int PARTITIONS = 3;

    @TempDir
    private static Path directory;

    private static Janitor janitor;
    private static PostgresServer database;
    private static SparkSession spark;

    private String group;

    @BeforeAll
    static void start() {
        janitor = Janitor.start();
        database = PostgresServer.start(janitor, directory);
        spark = SparkSession.builder()
                .appName("sink")
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .config(
                        "spark.sql.adaptive.coalescePartitions.enabled",
                        false) // lest all of these few rows come into one task
                .getOrCreate();
        database.awaitReady(Duration.ofSeconds(30));
    }

    @AfterAll
    static void end() {
        spark.stop();
        janitor.close();
    }

    @BeforeEach
    void create() throws SQLException {
        group = "billing" + System.nanoTime();
        AppliedTable.create(database.jdbcUrl());
    }

    @AfterEach
    void drop() throws SQLException {
        AppliedTable.drop(database.jdbcUrl());
    }

    /** Six events, as three input partitions give them. */
    private Dataset<Row> batch() {
        PlannedBatch.set(group, STREAM, 1, List.of(0, 1, 2));
        List<Row> rows = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            rows.add(RowFactory.create(partition, 7L, (long) partition, "a"));
            rows.add(RowFactory.create(partition, 7L, (long) partition + PARTITIONS, "a"));
        }
        return spark.createDataFrame(
                JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(rows, PARTITIONS), EVENTS);
    }

    private void save(Dataset<Row> batch) {
        batch.write()
                .format("baton")
                .option("group", group)
                .option("stream", STREAM)
                .option("url", database.jdbcUrl())
                .option("effect", "INSERT INTO applied (sequence, value) VALUES (:sequence, :value)")
                .mode("append")
                .save();
    }

    private static List<Long> applied() throws SQLException {
        return AppliedTable.sequences(database.jdbcUrl());
    }

    private static List<Long> each(int times) {
        return LongStream.range(0, 2L * PARTITIONS * times)
                .map(i -> i / times)
                .boxed()
                .toList();
    }

    @Test
    void shouldWriteEachRowOfAnEventWhereSparkHasKeptThemTogether() throws SQLException {
        // Given
        Dataset<Row> twice = batch().withColumn("value", functions.expr("explode(array('a', 'b'))"));
        // When
        save(twice);
        save(batch());
        // Then
        assertThat(applied()).isEqualTo(each(2));
    }

    @Test
    void shouldWriteWhatSparkHasDistributedByPartition() throws SQLException {
        // Given
        Dataset<Row> twice = batch().withColumn("value", functions.expr("explode(array('a', 'b'))"));
        twice.createOrReplaceTempView("rows");
        // When
        save(twice.repartition(8).repartition(5, functions.col("partition")));
        // Then
        assertThat(applied()).isEqualTo(each(2));
        // When
        group += " again";
        batch();
        save(spark.sql("SELECT /*+ REPARTITION(2, partition) */ * FROM rows SORT BY producer, sequence"));
        group += " and again";
        Dataset<Row> distributed = batch().repartition(4, functions.col("partition"));
        save(distributed.union(distributed));
        // Then
        assertThat(applied()).isEqualTo(each(6));
    }

    @Test
    void shouldWriteWhatIsInOneTaskAndWhatIsKept() throws SQLException {
        // Given
        Dataset<Row> kept = batch().persist();
        // When
        save(kept.union(kept).coalesce(1));
        group += " again";
        batch();
        save(kept);
        kept.unpersist();
        // Then
        assertThat(applied()).isEqualTo(each(3));
    }

    @Test
    void shouldRefuseWhatMayBeInSeveralTasksBeforeAnythingIsWritten() throws SQLException {
        // Given
        Dataset<Row> batch = batch();
        Column partition = functions.col("partition");
        List<Dataset<Row>> spread = List.of(
                batch.coalesce(2),
                batch.repartition(PARTITIONS),
                batch.repartition(PARTITIONS, functions.col("sequence")),
                batch.repartition(PARTITIONS, partition, functions.col("value")),
                batch.join(batch.select("sequence").hint("merge"), "sequence"),
                batch.union(batch),
                batch.union(batch).coalesce(PARTITIONS));
        // When / Then
        assertThat(spread).allSatisfy(rows -> assertThatThrownBy(() -> save(rows))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("Nothing of this batch was written"));
        assertThat(applied()).isEmpty();
    }

    @Test
    void shouldRefuseRowsOfAPartitionThatTheTaskHasNotRead() {
        // When / Then
        assertThatThrownBy(() -> save(batch().withColumn("partition", functions.lit(0))))
                .hasStackTraceContaining("Rows of partition 0 of stream 'flights' came to task")
                .hasStackTraceContaining("repartition(3, col(\"partition\"))");
    }

    @Test
    void shouldRefuseASecondWriteOfABatchAndNoneAfterOneThatFailed() throws SQLException {
        // Given
        Dataset<Row> batch = batch();
        Dataset<Row> broken = batch.withColumn("value", functions.expr("raise_error('this row is broken')"));
        assertThatThrownBy(() -> save(broken)).hasStackTraceContaining("this row is broken");
        // When
        save(batch);
        // Then
        assertThatThrownBy(() -> save(batch))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("This batch has been committed")
                .hasMessageContaining("effect.2");
        assertThat(applied()).isEqualTo(each(1));
    }

    @Test
    void shouldWriteABatchWithoutRowsOnce() throws SQLException {
        // Given
        PlannedBatch.set(group, STREAM, 1, List.of());
        Dataset<Row> empty = spark.createDataFrame(List.of(), EVENTS);
        // When
        save(empty);
        // Then
        assertThatThrownBy(() -> save(empty)).hasMessageContaining("This batch has been committed");
        assertThat(applied()).isEmpty();
    }
}
