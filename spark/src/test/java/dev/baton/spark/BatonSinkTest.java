package dev.baton.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.core.InvalidConfigurationException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches as the source plans them, into a real database. */
class BatonSinkTest extends SourceFixture {

    private static final int PARTITIONS = 3;

    private String group;

    @Override
    int partitions() {
        return PARTITIONS;
    }

    @BeforeEach
    void produce() throws Exception {
        group = stream;
        write(
                sequence -> (int) (sequence % PARTITIONS),
                LongStream.range(0, 2 * PARTITIONS).toArray());
        // Lest all of these few rows come into one task.
        spark.conf().set("spark.sql.adaptive.coalescePartitions.enabled", false);
        spark.conf().set("spark.sql.shuffle.partitions", 2);
    }

    /** Six events, as three input partitions give them. */
    private Dataset<Row> batch() {
        return batch(new TreeMap<>());
    }

    private Dataset<Row> batch(SortedMap<Integer, Applied> applied) {
        PlannedBatch.set(group, stream, 1, applied);
        return spark.read()
                .format("baton")
                .options(options(R1))
                .load()
                .selectExpr("partition", "producer", "sequence", "'a' AS value");
    }

    private void save(Dataset<Row> batch) {
        batch.write()
                .format("baton")
                .option("group", group)
                .option("stream", stream)
                .option("url", database.jdbcUrl())
                .option("effect", APPLY)
                .mode("append")
                .save();
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
        Dataset<Row> fromElsewhere =
                spark.range(0, 2 * PARTITIONS, 1, PARTITIONS).toDF("sequence");
        Column partition = functions.col("partition");
        List<Dataset<Row>> spread = List.of(
                batch.coalesce(2),
                batch.repartition(PARTITIONS),
                batch.repartition(PARTITIONS, functions.col("sequence")),
                batch.repartition(PARTITIONS, partition, functions.col("value")),
                batch.join(batch.select("sequence").hint("merge"), "sequence"),
                fromElsewhere.join(functions.broadcast(batch), "sequence"),
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
                .hasStackTraceContaining("Rows of partition 0 of stream '" + stream + "' came to task")
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
        Dataset<Row> empty = batch().limit(0);
        // When
        save(empty);
        // Then
        assertThatThrownBy(() -> save(empty)).hasMessageContaining("This batch has been committed");
        assertThat(applied()).isEmpty();
    }

    @Test
    void shouldRefuseRowsWhereTheSinkHasLostEffectsSinceTheyWerePlanned() throws SQLException {
        // Given
        save(batch());
        Dataset<Row> planned = batch(new TreeMap<>(Map.of(1, new Applied(0, 3))));
        // When / Then
        assertThatThrownBy(() -> save(planned)).hasStackTraceContaining("has lost effects of stream '" + stream + "'");
        save(batch(new TreeMap<>(Map.of(1, new Applied(0, 2)))));
        assertThat(applied()).isEqualTo(each(1));
    }

    /** Spark asks a source that has nothing for no plan, so that the batch before is all that is known. */
    @Test
    void shouldHaveNothingToRefuseInABatchThatIsOfAnotherSourceOnly() throws Exception {
        // Given
        AtomicLong saved = new AtomicLong();
        Dataset<Row> events =
                spark.readStream().format("baton").options(options(R1)).load();
        Dataset<Row> others = spark.readStream()
                .format("rate")
                .option("rowsPerSecond", 20)
                .load()
                .selectExpr("0 AS partition", "NULL AS producer", "NULL AS sequence", "'b' AS value");
        // When
        StreamingQuery query = events.selectExpr("partition", "producer", "sequence", "'a' AS value")
                .union(others)
                .writeStream()
                .foreachBatch((VoidFunction2<Dataset<Row>, Long>) (batch, id) -> {
                    save(batch.filter("value = 'a'").coalesce(1));
                    saved.set(id);
                })
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .start();
        // Then
        await().atMost(START).untilAsserted(() -> assertThat(applied()).isEqualTo(each(1)));
        long batches = saved.get();
        await().atMost(START).until(() -> saved.get() > batches + 2);
        query.stop();
    }
}
