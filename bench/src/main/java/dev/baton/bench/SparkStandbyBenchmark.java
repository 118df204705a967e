package dev.baton.bench;

import dev.baton.core.RegionId;
import dev.baton.testkit.process.ChildProcess;
import dev.baton.testkit.process.Janitor;
import dev.baton.testkit.process.JvmCommand;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * What a gated query costs, and how long the region that takes over needs from the opening of its gate to the first committed
 * batch: warm, with a query that has been waiting, and cold, with a process that is started then. Nothing plain does the same.
 */
final class SparkStandbyBenchmark {

    private static final int SWITCHES = 20;
    private static final int WARM_UP_SWITCHES = 4;
    private static final int COLD_STARTS = 3;
    private static final long IDLE_MILLIS = 20_000;
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final double NANOS_PER_MILLI = 1e6;

    private final BenchRegions regions;
    private final SparkSession spark;
    private final BenchDatabase database;
    private final Producer<byte[], byte[]> producer;
    private final Path directory;

    SparkStandbyBenchmark(
            BenchRegions regions,
            SparkSession spark,
            BenchDatabase database,
            Producer<byte[], byte[]> producer,
            Path directory) {
        this.regions = regions;
        this.spark = spark;
        this.database = database;
        this.producer = producer;
        this.directory = directory;
    }

    void print() throws InterruptedException, IOException {
        database.clear();
        double without = Idle.share(IDLE_MILLIS);
        StreamingQuery r2 = query(BenchRegions.R2);
        Thread.sleep(TimeUnit.SECONDS.toMillis(15)); // until it has started, and rehearsed
        double with = Idle.share(IDLE_MILLIS);
        System.out.printf(
                Locale.ROOT,
                "Spark: a gated query: %.1f %% of one core; %.1f %% for the session and a producer without it%n",
                (with - without) * 100,
                without * 100);
        StreamingQuery r1 = query(BenchRegions.R1);
        applyOne();
        applyOne();
        printWarm();
        stop(r1);
        stop(r2);
        printCold();
    }

    private StreamingQuery query(RegionId region) {
        Map<String, String> options = options(region);
        try {
            return BenchDatabase.writer(
                            spark.readStream()
                                    .format("baton")
                                    .options(options)
                                    .load()
                                    .select("partition", "producer", "sequence"),
                            options)
                    .option(
                            "checkpointLocation",
                            directory.resolve("warm-" + region).toString())
                    .start();
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void stop(StreamingQuery query) {
        try {
            query.stop();
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, String> options(RegionId region) {
        Map<String, String> options = new TreeMap<>(regions.sparkOptions(region, SparkBenchmark.APPLIED));
        options.put("url", database.url());
        return options;
    }

    private void printWarm() throws InterruptedException {
        List<Double> millis = new ArrayList<>();
        for (int i = -WARM_UP_SWITCHES; i < SWITCHES; i++) {
            long opened = regions.handOver(i % 2 == 0 ? BenchRegions.R2 : BenchRegions.R1);
            applyOne();
            if (i >= 0) {
                millis.add((System.nanoTime() - opened) / NANOS_PER_MILLI);
            }
            applyOne(); // a term begins with the last batch of the one before, and that is seldom its only one
        }
        print("warm, from the gate's opening to the first committed batch", millis);
    }

    private void applyOne() throws InterruptedException {
        long before = database.rows();
        StandbyBenchmark.sendOne(producer);
        awaitRows(before + 1);
    }

    /** The region holds the baton; the process is started when its gate would open. */
    private void printCold() throws InterruptedException, IOException {
        List<Double> millis = new ArrayList<>();
        List<Double> computing = new ArrayList<>();
        for (int i = 0; i < COLD_STARTS; i++) {
            long before = database.rows();
            StandbyBenchmark.sendOne(producer);
            long started = System.nanoTime();
            try (Janitor janitor = Janitor.start()) {
                ChildProcess process = ChildProcess.start(
                        janitor, "cold", application(i).toCommand(), directory.resolve("cold-" + i + ".log"));
                awaitRows(before + 1);
                millis.add((System.nanoTime() - started) / NANOS_PER_MILLI);
                ProcessHandle.of(process.pid())
                        .flatMap(handle -> handle.info().totalCpuDuration())
                        .ifPresent(cpu -> computing.add((double) cpu.toMillis()));
            }
        }
        print(
                String.format(
                        Locale.ROOT,
                        "cold, from the start of its process, with %,d events to drop by id",
                        SparkBenchmark.LOAD.threads() * SparkBenchmark.LOAD.events()),
                millis);
        print("cold, processor time of that process until then", computing);
    }

    private static void print(String what, List<Double> millis) {
        millis.sort(null);
        System.out.printf(
                Locale.ROOT,
                "Spark: standby %s: %.0f ms (median of %d; at most %.0f)%n",
                what,
                millis.get(millis.size() / 2),
                millis.size(),
                millis.get(millis.size() - 1));
    }

    private JvmCommand application(int number) throws IOException {
        Properties properties = new Properties();
        properties.putAll(options(regions.token().active()));
        properties.putAll(Map.of(
                "query",
                "SELECT partition, producer, sequence FROM events",
                "effect",
                BenchDatabase.EFFECT,
                "checkpoint",
                directory.resolve("cold-" + number).toString()));
        Path file = directory.resolve("cold.properties");
        try (Writer text = Files.newBufferedWriter(file)) {
            properties.store(text, null);
        }
        return JvmCommand.of("dev.baton.spark.SqlApplication", file.toString())
                .withFlags("@etc/spark.opens", "-Xmx1g")
                .withProperties(Map.of(
                        "spark.master", "local[2]",
                        "spark.driver.bindAddress", "127.0.0.1",
                        "spark.driver.host", "127.0.0.1",
                        "spark.ui.enabled", "false"));
    }

    private void awaitRows(long rows) throws InterruptedException {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (database.rows() < rows) {
            BenchRegions.check(System.nanoTime() < deadline, "no batch was committed");
            Thread.sleep(1);
        }
    }
}
