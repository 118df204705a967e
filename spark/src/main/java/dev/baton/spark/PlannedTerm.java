package dev.baton.spark;

import org.apache.spark.TaskContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * The term in which the batch at hand was planned, as the source tells it to the sink: a local property of the thread that runs the
 * query, which Spark hands on to every task of the batch. The sink commits in no other (rule F): what the driver knows of the
 * token by then may be of another term, and a batch that was planned before it may be in an order that no longer holds.
 */
public final class PlannedTerm {

    private static final String PROPERTY = "dev.baton.term.";

    private PlannedTerm() {}

    /** The batch that this thread is about to run was planned in {@code term}. */
    public static void set(String group, String stream, long term) {
        SparkSession.active().sparkContext().setLocalProperty(key(group, stream), Long.toString(term));
    }

    /**
     * The term of the batch whose task this is.
     *
     * @throws IllegalStateException if the task belongs to no batch of {@code format("baton")}
     */
    public static long ofTask(String group, String stream) {
        return term(TaskContext.get().getLocalProperty(key(group, stream)), group, stream);
    }

    /**
     * The term of the batch that this thread of the driver runs.
     *
     * @throws IllegalStateException if it runs no batch of {@code format("baton")}
     */
    public static long ofBatch(String group, String stream) {
        return term(SparkSession.active().sparkContext().getLocalProperty(key(group, stream)), group, stream);
    }

    private static long term(@Nullable String term, String group, String stream) {
        if (term == null) {
            throw new IllegalStateException("These rows are not of a batch of format(\"baton\") with group '" + group
                    + "' and stream '" + stream
                    + "', so there is no term in which they could be committed. Write inside"
                    + " foreachBatch of that stream, with the same options; nothing was written");
        }
        return Long.parseLong(term);
    }

    private static String key(String group, String stream) {
        return PROPERTY + group + "." + stream;
    }
}
