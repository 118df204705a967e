package dev.baton.spark;

import java.io.Serializable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * The term in which the batch at hand was planned, as the source tells it to the sink: a local property of the driver's thread that
 * runs the query, and so plans and writes one batch after the other. The sink commits in no other (rule F): what the driver knows of
 * the token by then may be of another term, and a batch that was planned before it may be in an order that no longer holds.
 *
 * <p>A thread that was started by that one has the property too, but may be about an earlier batch, or outlive the term: to it there is
 * no term. Nor is there one in a batch in which the source had no part, and there is nothing to commit then. Immutable; travels to executors.
 *
 * @param group the consumer group
 * @param stream whose batch it is
 * @param term null if this thread runs no batch of the stream
 */
public record PlannedTerm(String group, String stream, @Nullable Long term) implements Serializable {

    private static final String PROPERTY = "dev.baton.term.";
    private static final String THREAD = "@";

    /** The batch that this thread is about to run was planned in {@code term}. */
    public static void set(String group, String stream, long term) {
        SparkSession.active().sparkContext().setLocalProperty(key(group, stream), term + thread());
    }

    /** The term of the batch that this thread of the driver runs. */
    public static PlannedTerm ofBatch(String group, String stream) {
        String text = SparkSession.active().sparkContext().getLocalProperty(key(group, stream));
        boolean isOfThread = text != null && text.endsWith(thread());
        Long term = isOfThread ? Long.valueOf(text.substring(0, text.indexOf(THREAD))) : null;
        return new PlannedTerm(group, stream, term);
    }

    private static String thread() {
        return THREAD + Thread.currentThread().getId();
    }

    /**
     * The term, for who has something to commit.
     *
     * @throws IllegalStateException if there is none
     */
    public long value() {
        if (term == null) {
            throw new IllegalStateException("No batch of format(\"baton\") with group '" + group
                    + "' and stream '" + stream + "' runs on the thread that writes these rows,"
                    + " so there is no term in which they could be committed; nothing was written. Write by"
                    + " writeStream.format(\"baton\"), or inside foreachBatch of that stream, with the same options and"
                    + " on the thread that calls it; from Python that thread is Spark's own unless PYSPARK_PIN_THREAD is"
                    + " false or the session is one of Spark Connect");
        }
        return term;
    }

    /** A stream's name has no slash. */
    private static String key(String group, String stream) {
        return PROPERTY + group + "/" + stream;
    }
}
