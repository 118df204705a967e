package dev.baton.spark.sink;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.spark.sink.Spread.How;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;

/**
 * Which task may write the rows of which partition of the stream: the one that has all of them. An event counts as done once one of its
 * rows is, and another task would leave out the rest. Immutable; travels to executors.
 *
 * @param stream whose rows they are
 * @param spread of the rows over the tasks
 * @param tasks how many there are
 */
record Placement(String stream, Spread spread, int tasks) implements Serializable {

    /** What {@code repartition(n, col("partition"))} takes. */
    private static final int SEED = 42;

    private static final String REFUSAL =
            """
            %s may be in several tasks, as after coalesce, repartition, a join, an aggregation or UNION ALL. An event counts as done once \
            one of its rows is, so one task would leave out what another has. Nothing of %s was written. Make \
            repartition(%3$d, col("partition")) the last step before this sink, in foreachBatch within it, in SQL /*+ REPARTITION(%3$d, partition) */, \
            and sort within partitions by producer and sequence (SORT BY) for their order; or coalesce(1). If an event has several rows, \
            read it once and make them in one expression, such as inline(array(struct(…), struct(…)))""";

    /**
     * Nothing is written yet.
     *
     * @throws InvalidConfigurationException if rows of a partition may be in several tasks; says what to change in the query
     */
    Placement {
        if (spread.how() == How.OTHERWISE && tasks > 1) {
            throw refusal("The rows of a partition of stream '" + stream + "'", "this batch", tasks);
        }
    }

    /** True if {@code task}, from 0, may write the rows of this partition. */
    boolean allows(int partition, int task) {
        List<Integer> inputs = spread.inputs();
        boolean isInput = spread.how() == How.AS_READ && tasks == inputs.size() && inputs.get(task) == partition;
        boolean isHashed = spread.how() == How.BY_PARTITION && task == hash(partition);
        return tasks == 1 || isInput || isHashed;
    }

    private int hash(int partition) {
        return Math.floorMod(Murmur3_x86_32.hashInt(partition, SEED), tasks);
    }

    /**
     * Looks once more, now at rows.
     *
     * @throws InvalidConfigurationException if rows of this partition have no business in this task
     */
    void check(int partition, int task) {
        if (!allows(partition, task)) {
            throw refusal(
                    "Rows of partition " + partition + " of stream '" + stream + "' came to task " + task + " of "
                            + tasks + ", and",
                    "this task",
                    tasks);
        }
    }

    private static InvalidConfigurationException refusal(String rows, String what, int tasks) {
        return new InvalidConfigurationException(String.format(Locale.ROOT, REFUSAL, rows, what, tasks));
    }
}
