package dev.baton.spark.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.FencedException;
import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.LogId;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.frontier.Round;
import dev.baton.spark.Applied;
import dev.baton.spark.FrontierStore;
import dev.baton.spark.PlannedBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Batches as the source would plan them, into a table in a directory. */
@Timeout(60)
class AppendWriteTest {

    private static final StructType EVENTS = new StructType()
            .add("partition", DataTypes.IntegerType)
            .add("producer", DataTypes.LongType)
            .add("sequence", DataTypes.LongType)
            .add("origin", DataTypes.StringType);

    private static final String GROUP = "billing";
    private static final String STREAM = "flights";
    private static final long PRODUCER = 7;

    @TempDir
    private static Path warehouse;

    private static SparkSession spark;
    private static int tests;

    /** What happens while a task runs; here, as tasks run in this very process. */
    private static Runnable meanwhile;

    private String table;

    @BeforeAll
    static void start() {
        spark = SparkSession.builder()
                .appName("lake")
                .master("local[2, 2]") // each task may be tried twice
                .config("spark.ui.enabled", false)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog")
                .config("spark.sql.catalog.lake.type", "hadoop")
                .config("spark.sql.catalog.lake.warehouse", warehouse.toString())
                .getOrCreate();
    }

    @AfterAll
    static void end() {
        spark.stop();
    }

    @BeforeEach
    void create() {
        table = "lake.db.flights" + ++tests;
        spark.sql("CREATE TABLE " + table
                + " (sequence BIGINT, origin STRING) USING iceberg PARTITIONED BY (bucket(2, sequence))");
        meanwhile = () -> {};
    }

    private static Dataset<Row> events(long... sequences) {
        List<Row> rows = LongStream.of(sequences)
                .mapToObj(i -> RowFactory.create((int) (i % 2), PRODUCER, i, i % 3 == 0 ? "ATL" : "LAX"))
                .toList();
        return spark.createDataFrame(rows, EVENTS);
    }

    /** As a query does in its {@code foreachBatch}. */
    private void write(long term, Dataset<Row> batch) {
        PlannedBatch.set(GROUP, STREAM, term, new TreeMap<>());
        append(batch);
    }

    private void append(Dataset<Row> batch) {
        batch.write()
                .format("baton")
                .option("group", GROUP)
                .option("stream", STREAM)
                .option("table", table)
                .mode("append")
                .save();
    }

    /** The same batch, with something that happens in its middle. */
    private static Dataset<Row> during(Runnable event, Dataset<Row> batch) {
        meanwhile = event;
        return batch.coalesce(1).filter((FilterFunction<Row>) row -> {
            Runnable once = meanwhile;
            meanwhile = () -> {};
            once.run();
            return true;
        });
    }

    private List<Long> sequences() {
        return spark.table(table)
                .orderBy("sequence")
                .select("sequence")
                .as(Encoders.LONG())
                .collectAsList();
    }

    private IcebergEffectStore store() {
        return new IcebergEffectStore(table, GROUP, STREAM);
    }

    private SortedMap<LogId, Frontier> claim(long term) {
        try (FrontierStore frontiers = store().frontiers()) {
            return frontiers.claim(new TreeSet<>(Set.of(new LogId(STREAM, 0), new LogId(STREAM, 1))), new Term(term));
        }
    }

    private static List<Long> upTo(long end) {
        return LongStream.range(0, end).boxed().toList();
    }

    @Test
    void shouldForgetProducersWhoseRoundsHaveEnded() {
        // Given
        LogId log = new LogId(STREAM, 0);
        Round fourth = new Round(3, Collections.emptySortedMap());
        write(2, events(0, 2));
        // When
        try (FrontierStore frontiers = store().frontiers()) {
            frontiers.follow(log, fourth, new Term(2));
            // Then
            assertThatThrownBy(() -> frontiers.follow(log, fourth, new Term(1))).isInstanceOf(FencedException.class);
        }
        assertThat(claim(2).get(log).producers()).isZero();
        assertThat(claim(2).get(log).round()).isEqualTo(fourth);
        assertThat(sequences()).containsExactly(0L, 2L);
    }

    @Test
    void shouldDropWhatTheTableHasInAnyTerm() {
        // Given
        write(1, events(0, 1, 2, 3));
        // When
        write(1, events(2, 3, 4));
        write(2, events(0, 1, 2, 3, 4, 5));
        write(2, events(5));
        // Then
        assertThat(sequences()).isEqualTo(upTo(6));
        assertThat(claim(2)).hasSize(2).allSatisfy((log, frontier) -> assertThat(frontier.events())
                .isEqualTo(3));
    }

    @Test
    void shouldKeepEachRowOfAnEvent() {
        // Given
        Dataset<Row> twice = events(0, 1).union(events(0, 1));
        // When
        write(1, twice);
        write(1, twice);
        // Then
        assertThat(sequences()).containsExactly(0L, 0L, 1L, 1L);
    }

    @Test
    void shouldRefuseASecondWriteOfABatchAndNoneAfterOneThatFailed() {
        // Given
        PlannedBatch.set(GROUP, STREAM, 1, new TreeMap<>());
        assertThatThrownBy(() -> append(events(0, 1).selectExpr("*", "1 AS miles")))
                .hasMessageContaining("[miles]");
        append(events(0));
        // When / Then
        assertThatThrownBy(() -> append(events(1))).hasMessageContaining("This batch has been committed");
        assertThat(sequences()).containsExactly(0L);
    }

    @Test
    void shouldRefuseABatchWhereTheTableHasLostEffectsSinceItWasPlanned() {
        // Given
        PlannedBatch.set(GROUP, STREAM, 1, new TreeMap<>(Map.of(0, new Applied(0, 1))));
        // When / Then
        assertThatThrownBy(() -> append(events(0))).hasStackTraceContaining("has lost effects of stream '" + STREAM);
        assertThat(sequences()).isEmpty();
    }

    @Test
    void shouldRefuseTheRowsOfAThreadThatTheBatchsOwnHasStarted() throws IOException {
        // Given
        long files = dataFiles();
        PlannedBatch.set(GROUP, STREAM, 1, new TreeMap<>());
        Executor another = task -> new Thread(task).start();
        // When
        CompletableFuture.runAsync(() -> append(events()), another).join();
        assertThatThrownBy(() -> CompletableFuture.runAsync(() -> append(events(0, 1)), another)
                        .join())
                // Then
                .hasStackTraceContaining("No batch of format(\"baton\") with group 'billing' and stream 'flights'");
        assertThat(sequences()).isEmpty();
        assertThat(dataFiles()).isEqualTo(files);
    }

    @Test
    void shouldAppendOnceIfATaskIsTriedAgain() {
        // Given
        Dataset<Row> failing = events(0, 1, 2, 3).coalesce(1).filter((FilterFunction<Row>) row -> {
            if (row.getLong(2) == 3 && TaskContext.get().attemptNumber() == 0) {
                throw new IllegalStateException("the executor is lost, with three rows written");
            }
            return true;
        });
        // When
        write(1, failing);
        // Then
        assertThat(sequences()).isEqualTo(upTo(4));
        assertThat(claim(1).get(new LogId(STREAM, 1)).events()).isEqualTo(2);
    }

    @Test
    void shouldLeaveNoFilesOfABatchThatFails() throws IOException {
        // Given
        long files = dataFiles();
        Dataset<Row> failing = events(0, 1, 2, 3).repartition(2).filter((FilterFunction<Row>) row -> {
            if (row.getLong(2) == 3) {
                throw new IllegalStateException("this row is broken");
            }
            return true;
        });
        // When / Then
        assertThatThrownBy(() -> write(1, failing)).hasStackTraceContaining("this row is broken");
        assertThat(dataFiles()).isEqualTo(files);
        assertThat(sequences()).isEmpty();
    }

    @Test
    void shouldRefuseABatchOfATermThatIsOver() {
        // Given
        write(1, events(0, 1));
        claim(2);
        // When / Then
        assertThatThrownBy(() -> write(1, events(2, 3)))
                .hasMessageContaining(
                        "Fenced: term 2 has taken over stream 'flights' of group 'billing' at table " + table)
                .hasMessageContaining("this batch was planned in term 1");
        assertThat(sequences()).isEqualTo(upTo(2));
    }

    @Test
    void shouldLetAnEmptyBatchOfATermThatIsOverPass() {
        // Given
        write(1, events(0, 1));
        claim(2);
        // When
        write(1, events());
        // Then
        assertThat(sequences()).isEqualTo(upTo(2));
        assertThat(FencedTable.load(store()).read().term()).isEqualTo(2);
    }

    @Test
    void shouldRefuseABatchInWhoseMiddleAnotherTermTookOver() throws IOException {
        // Given
        write(1, events(0, 1));
        long files = dataFiles();
        // When / Then
        assertThatThrownBy(() -> write(1, during(() -> claim(2), events(2, 3))))
                .hasMessageContaining("Fenced: term 2 has taken over")
                .hasMessageContaining("Nothing of it took effect");
        assertThat(sequences()).isEqualTo(upTo(2));
        assertThat(dataFiles()).isEqualTo(files);
    }

    @Test
    void shouldRefuseABatchInWhoseMiddleAnotherQueryOfItsTermCommitted() {
        // Given
        write(1, events(0, 1));
        FencedTable other = FencedTable.load(store());
        Progress before = other.read();
        Frontier two = new Frontier();
        two.add(PRODUCER, 2);
        Runnable rival = () -> other.commit(Set.of(), before, before.next(1, Map.of(0, two)));
        // When / Then
        assertThatThrownBy(() -> write(1, during(rival, events(2, 3))))
                .hasMessageContaining("has had a commit of the same group since");
        write(1, events(2, 3));
        assertThat(sequences()).containsExactly(0L, 1L, 3L);
    }

    private static long dataFiles() throws IOException {
        try (Stream<Path> files = Files.walk(warehouse)) {
            return files.filter(file -> file.toString().endsWith(".parquet")).count();
        }
    }

    @Test
    void shouldKnowItsEventsAfterCompactionAndExpiry() {
        // Given
        write(1, events(0, 1));
        write(1, events(2, 3));
        spark.sql("INSERT OVERWRITE " + table + " SELECT * FROM " + table);
        FencedTable own = FencedTable.load(store());
        own.read();
        own.table()
                .expireSnapshots()
                .expireOlderThan(System.currentTimeMillis() + 1_000)
                .retainLast(1)
                .commit();
        // When
        write(2, events(0, 1, 2, 3, 4));
        // Then
        assertThat(sequences()).isEqualTo(upTo(5));
    }

    @Test
    void shouldTakeAFewBytesForEachProducerAndPartition() {
        // Given
        List<Row> rows = new ArrayList<>();
        for (long producer = 1; producer <= 100; producer++) {
            for (int partition = 0; partition < 4; partition++) {
                rows.add(RowFactory.create(partition, producer << 50, 1L, "ATL"));
            }
        }
        // When
        write(1, spark.createDataFrame(rows, EVENTS));
        // Then
        FencedTable own = FencedTable.load(store());
        assertThat(own.read().text().length()).isBetween(4 * 100 * 12, 4 * 100 * 16);
    }

    @Test
    void shouldSayWhichColumnTheTableDoesNotHave() {
        // When / Then
        assertThatThrownBy(() -> write(1, events(0).selectExpr("*", "1 AS miles")))
                .hasMessageContaining("has no columns [miles]")
                .hasMessageContaining("[sequence, origin]");
        assertThatThrownBy(() -> write(1, events(0).drop("producer"))).hasMessageContaining("'producer'");
        table = "lake.db.nothing";
        assertThatThrownBy(() -> write(1, events(0)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("lake.db.nothing");
        table = "pond.db.nothing";
        assertThatThrownBy(() -> write(1, events(0)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("pond.db.nothing");
    }

    @Test
    void shouldRefuseAPropertyThatSomebodyHasEdited() {
        // Given
        write(1, events(0));
        spark.sql("ALTER TABLE " + table + " SET TBLPROPERTIES ('baton.frontier.billing/flights' = '{}')");
        // When / Then
        assertThatThrownBy(() -> write(1, events(0)))
                .hasMessageContaining("Property 'baton.frontier.billing/flights' of table " + table);
    }
}
