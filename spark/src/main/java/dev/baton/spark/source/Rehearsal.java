package dev.baton.spark.source;

import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job of a query that stands by, so that its first batch need not wait until classes are loaded and code is compiled, on the driver
 * and on the executors: it reads what comes to the region's logs in that moment, counts it, and writes nothing. For one thread.
 */
final class Rehearsal {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final long SECONDS = 30;

    private final CaseInsensitiveStringMap options;
    private boolean due = true;

    /** For a query with these options of its source. */
    Rehearsal(CaseInsensitiveStringMap options) {
        this.options = options;
    }

    /** The real thing has come. */
    void omit() {
        due = false;
    }

    /** Once, for 30 s at most; whether it fails is of no matter. */
    void hold() {
        if (!due) {
            return;
        }
        due = false;
        try {
            JavaFutureAction<Long> job = SparkSession.active()
                    .read()
                    .format("baton")
                    .options(options.asCaseSensitiveMap())
                    .option("startingAt", "latest")
                    .option("endingAt", "latest")
                    .load()
                    .selectExpr("cast(value AS string) AS value", "partition")
                    .queryExecution()
                    .toRdd()
                    .toJavaRDD()
                    .countAsync();
            try {
                LOG.atInfo()
                        .addKeyValue("event", "rehearsed")
                        .addKeyValue("rows", job.get(SECONDS, TimeUnit.SECONDS))
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
}
