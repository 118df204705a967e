package dev.baton.spark.source;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
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
    private int looks = LOOKS;

    /** For a query with these options of its source. */
    Rehearsal(CaseInsensitiveStringMap options) {
        this.options = options;
    }

    /** The real thing has come. */
    void omit() {
        looks = 0;
    }

    /**
     * Once, after some looks at a gate that is closed; ends soon after {@code isWanted}. Whether it fails is of no matter.
     *
     * @param sink asks the sink
     */
    void hold(Runnable sink, BooleanSupplier isWanted) {
        if (looks == 0 || --looks > 0) {
            return;
        }
        sink.run();
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
