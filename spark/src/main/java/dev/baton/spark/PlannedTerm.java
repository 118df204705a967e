package dev.baton.spark;

import org.apache.spark.sql.SparkSession;

/**
 * The term in which the batch at hand was planned, as the source tells it to the sink: a local property of the driver's thread that
 * runs the query, and so plans and writes one batch after the other. The sink commits in no other (rule F): what the driver knows of
 * the token by then may be of another term, and a batch that was planned before it may be in an order that no longer holds.
 */
public final class PlannedTerm {

    private static final String PROPERTY = "dev.baton.term.";

    private PlannedTerm() {}

    /** The batch that this thread is about to run was planned in {@code term}. */
    public static void set(String group, String stream, long term) {
        SparkSession.active().sparkContext().setLocalProperty(key(group, stream), Long.toString(term));
    }

    /**
     * The term of the batch that this thread of the driver runs.
     *
     * @throws IllegalStateException if it runs no batch of {@code format("baton")}
     */
    public static long ofBatch(String group, String stream) {
        String term = SparkSession.active().sparkContext().getLocalProperty(key(group, stream));
        if (term == null) {
            throw new IllegalStateException("This thread runs no batch of format(\"baton\") with group '" + group
                    + "' and stream '" + stream
                    + "', so there is no term in which the rows could be committed; nothing was written. Write by"
                    + " writeStream.format(\"baton\"), or inside foreachBatch of that stream, with the same options and"
                    + " on the thread that calls it; from Python that thread is Spark's own unless PYSPARK_PIN_THREAD is"
                    + " false or the session is one of Spark Connect");
        }
        return Long.parseLong(term);
    }

    private static String key(String group, String stream) {
        return PROPERTY + group + "." + stream;
    }
}
