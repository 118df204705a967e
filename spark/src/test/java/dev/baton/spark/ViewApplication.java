package dev.baton.spark;

import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Nothing but SQL; it is put into a jar of its own, so it names no other class of this project. For Spark, which calls it, it is public. */
public final class ViewApplication {

    private static final Logger LOG = LoggerFactory.getLogger(ViewApplication.class);

    private ViewApplication() {}

    /** Takes an SQL statement that makes a view, and one that asks it for a number. */
    public static void main(String[] arguments) throws Exception {
        try (SparkSession spark = SparkSession.builder().getOrCreate()) {
            spark.sql(arguments[0]);
            LOG.info("answer={}", spark.sql(arguments[1]).first().getLong(0));
        }
    }
}
