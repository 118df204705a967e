package dev.baton.spark;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.OutcomeUnknownException;
import dev.baton.core.frontier.Frontier;
import java.io.Serializable;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * The batch at hand, as the source tells it to the sink: local properties of the driver's thread that runs the query, and so plans and
 * writes one batch after the other. The sink commits in no other term than that in which the batch was planned (rule F): what the driver
 * knows of the token by then may be of another term, and a batch that was planned before it may be in an order that no longer holds.
 *
 * <p>An event counts as done once one of its rows is. So all of them must be in one write, and there is one write for each batch of one
 * source: what came later, or was read by another source, would be taken for done.
 *
 * <p>A thread that was started by that one has the properties too, but may be about an earlier batch, or outlive the term: to it there is
 * no batch. Nor is there one in which the source had no part, and there is nothing to commit then. Immutable; travels to executors.
 *
 * @param group the consumer group
 * @param stream whose batch it is
 * @param term null if this thread runs no batch of the stream
 * @param applied by partition, what had taken effect when it was planned
 */
public record PlannedBatch(String group, String stream, @Nullable Long term, SortedMap<Integer, Applied> applied)
        implements Serializable {

    private static final String BATCH = "dev.baton.batch";
    private static final String SOURCES = "dev.baton.sources";
    private static final String THREAD = "@";
    private static final String SEVERAL = "several";
    private static final String WRITTEN = "written";

    public PlannedBatch {
        applied = Collections.unmodifiableSortedMap(new TreeMap<>(applied));
    }

    /** A source of the query that this thread runs is there. There is no way back: two of them are too many for as long as it runs. */
    public static void addSource() {
        put(SOURCES, own(SOURCES) == null ? "one" : SEVERAL);
    }

    /** This thread is about to look for a batch, and runs none. */
    public static void clear() {
        put(BATCH, "none");
    }

    /** This thread is about to run this batch. */
    public static void set(String group, String stream, long term, SortedMap<Integer, Applied> applied) {
        String list = applied.entrySet().stream()
                .map(each -> each.getKey() + ":" + each.getValue().round() + ":"
                        + each.getValue().events())
                .collect(Collectors.joining(","));
        put(BATCH, String.join("/", Long.toString(term), list, stream, group)); // a stream's name has no slash
    }

    /**
     * The batch that this thread of the driver runs, for a sink that is about to write it.
     *
     * @throws InvalidConfigurationException if the query reads several streams, or one several times
     * @throws IllegalStateException if the batch has been committed
     */
    public static PlannedBatch toWrite(String group, String stream) {
        if (SEVERAL.equals(own(SOURCES))) {
            throw new InvalidConfigurationException(
                    "This query has several sources of format(\"baton\"), as it reads several streams,"
                            + " or one more than once, as UNION ALL does. The frontier of stream '" + stream
                            + "' of group '" + group
                            + "' would count an event as done whose rows by another of them are not written; nothing was written. Make a"
                            + " query for each stream; if an event has several rows, read it once and make them in one"
                            + " expression, such as SELECT partition, producer, sequence, inline(array(struct(…), struct(…)))");
        }
        if (WRITTEN.equals(own(BATCH))) {
            throw new IllegalStateException(
                    "This batch has been committed, and so all of its events count as done; nothing more was"
                            + " written. Give all statements to one write: effect, effect.2 …, whose SQL may select rows by"
                            + " INSERT … SELECT … WHERE; or all rows of a table, by one expression");
        }
        return planned(group, stream);
    }

    private static PlannedBatch planned(String group, String stream) {
        String[] text = String.valueOf(own(BATCH)).split("/", 4);
        if (text.length < 4 || !text[2].equals(stream) || !text[3].equals(group)) {
            return new PlannedBatch(group, stream, null, Collections.emptySortedMap());
        }
        SortedMap<Integer, Applied> applied = new TreeMap<>();
        for (String each : text[1].isEmpty() ? new String[0] : text[1].split(",", -1)) {
            String[] of = each.split(":", 3);
            applied.put(Integer.valueOf(of[0]), new Applied(Long.parseLong(of[1]), Long.parseLong(of[2])));
        }
        return new PlannedBatch(group, stream, Long.valueOf(text[0]), applied);
    }

    /** The batch of this thread has been committed, if it is one of this stream; a second write of it is refused. */
    public static void setWritten(String group, String stream) {
        if (planned(group, stream).term != null) {
            put(BATCH, WRITTEN);
        }
    }

    /**
     * The term, for who has something to commit.
     *
     * @throws IllegalStateException if there is none
     */
    public long requireTerm() {
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

    /**
     * The sink has at least what it had when the batch was planned. Otherwise it was put back to an earlier state in the meantime, and
     * this batch would hide that from the next start of the query.
     *
     * @throws OutcomeUnknownException if it has less
     */
    public void check(int partition, Frontier now) {
        Applied then = applied.getOrDefault(partition, Applied.NOTHING);
        if (Applied.of(now).isLessThan(then)) {
            throw new OutcomeUnknownException("The sink of group '" + group + "' has lost effects of stream '" + stream
                    + "', partition " + partition + ": " + then.events()
                    + " events had taken effect when this batch was planned, and now it is " + now.events()
                    + ". It was put back to an earlier state, as by a replica that lagged. Of these rows nothing was written."
                    + " Start the query again: it reads the log again, and what the sink lacks takes effect");
        }
    }

    /** What this very thread has put there, and not one that has started it. */
    private static @Nullable String own(String property) {
        String text = context().getLocalProperty(property);
        return text != null && text.endsWith(thread()) ? text.substring(0, text.lastIndexOf(THREAD)) : null;
    }

    private static void put(String property, String value) {
        context().setLocalProperty(property, value + thread());
    }

    private static SparkContext context() {
        return SparkSession.active().sparkContext();
    }

    private static String thread() {
        return THREAD + Thread.currentThread().getId();
    }
}
