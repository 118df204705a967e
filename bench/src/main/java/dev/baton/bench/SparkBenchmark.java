package dev.baton.bench;

import dev.baton.kafka.consumer.BatonConsumer;
import dev.baton.kafka.producer.BatonProducer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

/**
 * How many events a second the source for Spark reads, without a sink behind it: against a source of Spark's own that invents its
 * rows in memory, which no source can beat that reads something; against a {@link BatonConsumer}, which has one thread where Spark has two;
 * and with the sink's frontier, which drops nothing, or all of it.
 */
final class SparkBenchmark {

    /** The group whose frontier has every event. */
    static final String APPLIED = "applied";

    static final Load LOAD = new Load(2, 300_000, 0);
    private static final long EVENTS = (long) LOAD.threads() * LOAD.events();
    private static final int ROUNDS = 5;
    private static final int WARM_UP_ROUNDS = 2;
    private static final String TIMEOUT = "timeoutMillis";

    private final BenchRegions regions;
    private final SparkSession spark;
    private final BenchDatabase database;
    private final Path checkpoints;
    private int queries;

    private SparkBenchmark(BenchRegions regions, SparkSession spark, BenchDatabase database, Path checkpoints) {
        this.regions = regions;
        this.spark = spark;
        this.database = database;
        this.checkpoints = checkpoints;
    }

    static void print(BenchRegions regions) throws InterruptedException, IOException {
        Path directory = Files.createTempDirectory("baton-bench-spark-");
        try (BenchDatabase database = BenchDatabase.start(directory.resolve("database"));
                SparkSession spark = session();
                Producer<byte[], byte[]> producer = new BatonProducer<>(regions.batonProducer())) {
            LOAD.run((key, value, callback) -> ProduceBenchmark.send(producer, "baton", key, value, callback), 1);
            SparkBenchmark benchmark = new SparkBenchmark(regions, spark, database, directory);
            benchmark.printThroughput();
            new SparkStandbyBenchmark(regions, spark, database, producer, directory).print();
        } finally {
            BenchRegions.delete(directory);
        }
    }

    private static SparkSession session() {
        return SparkSession.builder()
                .appName("bench")
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate();
    }

    private void printThroughput() throws InterruptedException {
        System.out.printf(
                Locale.ROOT,
                "%-44s %,.0f events/s (once; one INSERT for each event)%n",
                "Spark: from the log to rows of PostgreSQL",
                applyAll());
        Figures rate = new Figures("Spark: read, against rate-micro-batch", "events/s");
        Figures reader = new Figures("  the same, against a BatonConsumer", "events/s");
        Figures fresh = new Figures("  with a frontier that drops nothing", "events/s");
        Figures repeats = new Figures("  with a frontier that drops everything", "events/s");
        for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
            String group = "round" + round;
            double[] rates = new double[5];
            Turns.take(
                    round,
                    () -> rates[0] = read(regions.sparkOptions(BenchRegions.R1, group)),
                    () -> rates[1] = invent(),
                    () -> rates[2] = ConsumeBenchmark.readBaton(regions, group, EVENTS),
                    () -> rates[3] = read(withSink(group + "-fresh")),
                    () -> rates[4] = read(withSink(APPLIED)));
            if (round >= 0) {
                rate.baton(rates[0]);
                rate.plain(rates[1]);
                reader.baton(rates[0]);
                reader.plain(rates[2]);
                fresh.baton(rates[3]);
                fresh.plain(rates[0]);
                repeats.baton(rates[4]);
                repeats.plain(rates[0]);
            }
        }
        rate.print("none");
        reader.print("none");
        fresh.print("none");
        repeats.print("none");
    }

    private Map<String, String> withSink(String group) {
        Map<String, String> options = new TreeMap<>(regions.sparkOptions(BenchRegions.R1, group));
        options.put("url", database.url());
        return options;
    }

    private double read(Map<String, String> options) {
        Dataset<Row> events =
                spark.readStream().format("baton").options(options).load();
        return run(events.writeStream().format("noop"));
    }

    private double invent() {
        Dataset<Row> rows = spark.readStream()
                .format("rate-micro-batch")
                .option("rowsPerBatch", EVENTS)
                .option("numPartitions", BenchRegions.PARTITIONS)
                .load();
        return run(rows.writeStream().format("noop"));
    }

    /** Writes a row for each event; that is not the same as reading, so it has no peer. */
    private double applyAll() {
        Map<String, String> options = withSink(APPLIED);
        options.put(TIMEOUT, Long.toString(TimeUnit.MINUTES.toMillis(2)));
        Dataset<Row> events =
                spark.readStream().format("baton").options(options).load().select("partition", "producer", "sequence");
        return run(BenchDatabase.writer(events, options));
    }

    /** Events a second, from the planning of a batch to the end of all that Spark does for it. */
    private double run(DataStreamWriter<Row> writer) {
        try {
            StreamingQuery query = writer.option(
                            "checkpointLocation",
                            checkpoints.resolve("throughput-" + queries++).toString())
                    .trigger(Trigger.AvailableNow())
                    .start();
            query.awaitTermination();
            long millis = Arrays.stream(query.recentProgress())
                    .mapToLong(batch -> batch.durationMs().getOrDefault("triggerExecution", 0L))
                    .sum();
            return EVENTS * 1e3 / millis;
        } catch (StreamingQueryException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
