package dev.baton.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.Test;

/** What a query reads and says. */
class BatonSourceTest extends SourceFixture {

    @Test
    void shouldReadABoundedRange() throws Exception {
        // Given
        write(0, 1, 2, 3, 4, 5, 3);
        // When
        List<Row> rows = spark.read()
                .format("baton")
                .options(options(R1))
                .option("startingAt", Instant.ofEpochMilli(BEGAN + 1_000).toString())
                .option("endingAt", Instant.ofEpochMilli(BEGAN + 5_000).toString())
                .load()
                .selectExpr(
                        "sequence",
                        "producer",
                        "partition",
                        "cast(key AS string)",
                        "cast(value AS string)",
                        "headers[0].key",
                        "cast(headers[0].value AS string)",
                        "size(headers)",
                        "unix_millis(timestamp)")
                .orderBy("sequence")
                .collectAsList();
        // Then
        assertThat(rows)
                .extracting(Row::mkString)
                .containsExactlyElementsOf(IntStream.of(1, 2, 3, 4)
                        .mapToObj(i -> "" + i + PRODUCER + i % 2 + "key " + i + "value " + i + "tracet" + i + 1
                                + (BEGAN + i * 1_000L))
                        .toList());
    }

    @Test
    void shouldProcessWhatIsAvailableAndEnd() throws Exception {
        // Given
        write(LongStream.range(0, 20).toArray());
        // When
        List<StreamingQueryProgress> progress = processAvailable(R1, "checkpoint");
        // Then
        assertThat(applied())
                .containsExactlyElementsOf(LongStream.range(0, 20).boxed().toList());
        assertThat(progress).filteredOn(batch -> batch.numInputRows() > 0).hasSize(5);
        assertThat(progress).extracting(batch -> metric("lag", batch)).startsWith(16L, 12L, 8L, 4L, 0L);
        assertThat(progress).extracting(batch -> metric("term", batch)).startsWith(1L);
        assertThat(progress.get(0).sources()[0].metrics().get("gate")).contains("open");
        assertThat(progress.get(0).sources()[0].description())
                .isEqualTo("stream '" + stream + "' in region r1 for group '" + stream + "'");
    }

    @Test
    void shouldProcessWhatAFailedBatchHadThoughNothingHasComeSince() throws Exception {
        // Given
        write(0, 1, 2, 3);
        Map<String, String> wrong = new TreeMap<>(options(R1));
        wrong.put("effect", "INSERT INTO nowhere VALUES (:sequence)");
        assertThatThrownBy(() -> processAvailable(wrong, "checkpoint")).hasStackTraceContaining("nowhere");
        // When
        processAvailable(R1, "checkpoint");
        // Then
        assertThat(applied()).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void shouldRefuseRowsOfTwoSourcesOrOfTwoReadsOfOne() throws Exception {
        // Given
        write(0, 1);
        Map<String, String> options = new TreeMap<>(options(R1));
        options.put("effect", APPLY);
        Dataset<Row> rows = rows(options);
        // When / Then
        assertThatThrownBy(() -> processAvailable(rows.union(rows(options)), options, "two"))
                .hasMessageContaining("several sources of format(\"baton\")")
                .hasMessageContaining("inline(array(struct(…), struct(…)))");
        assertThatThrownBy(() -> processAvailable(rows.union(rows), options, "one"))
                .hasMessageContaining("may be in several tasks");
        assertThat(applied()).isEmpty();
    }

    @Test
    void shouldDropWhatHasTakenEffectWhateverTheCheckpointSays() throws Exception {
        // Given
        write(0, 1, 2, 3, 4, 5, 3);
        processAvailable(R1, "checkpoint");
        write(6, 7);
        // When
        processAvailable(R1, "checkpoint");
        write(8, 9);
        List<StreamingQueryProgress> progress = processAvailable(R1, "another, which is empty");
        // Then
        assertThat(applied())
                .containsExactlyElementsOf(LongStream.range(0, 10).boxed().toList());
        assertThat(progress.get(progress.size() - 1))
                .extracting(last -> metric("duplicatesDropped", last))
                .isEqualTo(9L);
    }

    @Test
    void shouldBeTablesOfSparksCatalog() throws Exception {
        // Given
        write(0, 1, 2, 3);
        Map<String, String> options = new TreeMap<>(options(R1));
        options.put("startingAt", "earliest");
        createTable(stream, options);
        options.put("effect", APPLY);
        createTable(stream + "_effects", options);
        // When
        spark.readStream()
                .table(stream)
                .selectExpr("partition", "producer", "sequence", "cast(value AS string) AS value")
                .writeStream()
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .trigger(Trigger.AvailableNow())
                .toTable(stream + "_effects")
                .awaitTermination();
        // Then
        assertThat(applied()).containsExactly(0L, 1L, 2L, 3L);
        assertThat(spark.sql("SELECT sequence FROM " + stream).count()).isEqualTo(4);
        assertThat(spark.read().option("STARTINGAT", "latest").table(stream).count())
                .isZero();
        assertThatThrownBy(
                        () -> spark.table(stream).writeTo(stream + "_effects").append())
                .hasStackTraceContaining("No batch of format(\"baton\")");
    }

    private static void createTable(String name, Map<String, String> options) {
        String list = options.entrySet().stream()
                .map(option -> option.getKey() + " '" + option.getValue() + "'")
                .collect(Collectors.joining(", "));
        spark.sql("CREATE TABLE " + name + " USING baton OPTIONS (" + list + ")");
    }

    @Test
    void shouldDropWhatATableOfALakeHasWhateverTheCheckpointSays() throws Exception {
        // Given
        String table = "lake.db." + stream;
        spark.sql("CREATE TABLE " + table
                + " (value STRING, sequence BIGINT) USING iceberg PARTITIONED BY (bucket(2, sequence))");
        write(0, 1, 2, 3, 4, 5, 3);
        appendAvailable(table, "checkpoint");
        write(6, 7);
        // When
        appendAvailable(table, "checkpoint");
        write(8, 9);
        List<StreamingQueryProgress> progress = appendAvailable(table, "another, which is empty");
        // Then
        assertThat(spark.table(table).orderBy("sequence").collectAsList())
                .extracting(Row::mkString)
                .containsExactlyElementsOf(
                        LongStream.range(0, 10).mapToObj(i -> "value " + i + i).toList());
        assertThat(progress.get(progress.size() - 1))
                .extracting(last -> metric("duplicatesDropped", last))
                .isEqualTo(9L);
    }

    private List<StreamingQueryProgress> appendAvailable(String table, String checkpoint) throws Exception {
        Map<String, String> options = new TreeMap<>(options(R1));
        options.remove("url");
        options.put("table", table);
        return processAvailable(options, checkpoint);
    }

    @Test
    void shouldKeepTheFrontierForAnotherSink() throws Exception {
        // Given
        List<String> plain = new ArrayList<>();
        write(0, 1, 2, 3);
        processAvailableByPlainSink(plain, "checkpoint");
        write(4, 5);
        // When
        processAvailableByPlainSink(plain, "another, which is empty");
        // Then
        assertThat(plain)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 6).mapToObj(i -> "value " + i).toList());
    }

    private void processAvailableByPlainSink(List<String> sink, String checkpoint) throws Exception {
        spark.readStream()
                .format("baton")
                .options(options(R1))
                .load()
                .writeStream()
                .foreachBatch((Dataset<Row> batch, Long id) -> {
                    Dataset<Row> rows = batch.persist();
                    rows.selectExpr("cast(value AS string)").collectAsList().forEach(row -> sink.add(row.getString(0)));
                    rows.write()
                            .format("baton")
                            .options(options(R1))
                            .option("effect", "none")
                            .mode("append")
                            .save();
                    rows.unpersist();
                })
                .option("checkpointLocation", directory.resolve(checkpoint).toString())
                .trigger(Trigger.AvailableNow())
                .start()
                .awaitTermination();
    }

    @Test
    void shouldRunNoBatchWhereTheBatonIsNot() throws Exception {
        // Given
        write(0, 1);
        // When
        List<StreamingQueryProgress> progress = processAvailable(R2, "checkpoint");
        // Then
        assertThat(progress).allMatch(batch -> batch.numInputRows() == 0);
        assertThat(applied()).isEmpty();
    }
}
