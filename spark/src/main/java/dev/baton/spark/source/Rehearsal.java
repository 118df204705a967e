package dev.baton.spark.source;

import dev.baton.core.BatonException;
import dev.baton.core.LogId;
import dev.baton.spark.EffectStore;
import dev.baton.spark.FrontierStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job of a query that stands by, so that its first batch need not wait until classes are loaded and code is compiled, on the driver
 * and on the executors: it reads the events of the last two seconds, counts them, and writes nothing. For one thread.
 */
final class Rehearsal {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration RECENT = Duration.ofSeconds(2);
    /** Before that many looks at the gate it may only not be known yet that it is open. */
    private static final int LOOKS = 5;

    private final CaseInsensitiveStringMap options;
    private final @Nullable EffectStore sink;
    private final LogId log;
    private int looks = LOOKS;

    /**
     * For a query with these options of its source.
     *
     * @param sink of the query, null if the source is not told
     * @param log one of those that it reads
     */
    Rehearsal(CaseInsensitiveStringMap options, @Nullable EffectStore sink, LogId log) {
        this.options = options;
        this.sink = sink;
        this.log = log;
    }

    /** The real thing has come. */
    void omit() {
        looks = 0;
    }

    /** Once, after some looks at a gate that is closed; ends soon after {@code isWanted}. Whether it fails is of no matter. */
    void hold(BooleanSupplier isWanted) {
        if (looks == 0 || --looks > 0) {
            return;
        }
        askSink();
        try {
            JavaFutureAction<Long> job = start();
            try {
                await(job, isWanted);
                LOG.atInfo()
                        .addKeyValue("event", "rehearsed")
                        .addKeyValue("rows", job.isDone() ? job.get() : "not all")
                        .log("Ready to take over");
            } finally {
                job.cancel(true); // without effect if it has ended
            }
        } catch (Exception e) { // Spark throws what it does not declare
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            LOG.atInfo()
                    .addKeyValue("event", "not-rehearsed")
                    .addKeyValue("why", e.getMessage())
                    .log("The first batch will take longer");
        }
    }

    /** So that what is wrong with it is heard of in time. On a connection of its own, which would be idle for days. */
    private void askSink() {
        if (sink == null) {
            return;
        }
        try (FrontierStore frontiers = sink.frontiers()) {
            var unused = frontiers.peek(new TreeSet<>(Set.of(log)));
        } catch (BatonException e) {
            LOG.atWarn()
                    .addKeyValue("event", "sink-not-reached")
                    .addKeyValue("why", e.getMessage())
                    .log("This query stands by, and could not process now: its sink cannot be asked");
        }
    }

    private JavaFutureAction<Long> start() {
        return SparkSession.active()
                .read()
                .format("baton")
                .options(options.asCaseSensitiveMap())
                .option("startingAt", Instant.now().minus(RECENT).toString())
                .option("endingAt", "latest")
                .load()
                .selectExpr("cast(value AS string) AS value", "partition")
                .queryExecution()
                .toRdd()
                .toJavaRDD()
                .countAsync();
    }

    private static void await(JavaFutureAction<Long> job, BooleanSupplier isWanted) {
        long begin = System.nanoTime();
        while (!job.isDone()
                && !isWanted.getAsBoolean()
                && System.nanoTime() - begin < PATIENCE.toNanos()
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }
}
