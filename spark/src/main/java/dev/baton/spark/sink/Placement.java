package dev.baton.spark.sink;

import dev.baton.core.InvalidConfigurationException;
import java.util.List;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;

/**
 * Which rows a task may write: those of a partition of the stream that has all its rows there. An event counts as done once one of its
 * rows is, and another task would leave out the rest. Three ways are known that keep the rows of a partition together: one task for
 * all; the plan has changed nothing, so that each task has what one input gave; or Spark has distributed the rows by column
 * {@code partition}. Immutable.
 *
 * @param inputs the partitions of the stream, in the order in which they were planned
 * @param tasks how many write the batch
 * @param task this one, from 0
 */
record Placement(List<Integer> inputs, int tasks, int task) {

    /** What {@code repartition(n, col("partition"))} takes. */
    private static final int SEED = 42;

    Placement {
        inputs = List.copyOf(inputs);
    }

    /** True if the rows of this partition may be written by this task. */
    boolean allows(int partition) {
        return tasks == 1 || isInput(partition) || task == hash(partition);
    }

    private boolean isInput(int partition) {
        return tasks == inputs.size() && inputs.get(task) == partition;
    }

    private int hash(int partition) {
        return Math.floorMod(Murmur3_x86_32.hashInt(partition, SEED), tasks);
    }

    /**
     * Refuses rows of a partition that may be in other tasks, too.
     *
     * @throws InvalidConfigurationException if this task may not write them; says what to change in the query
     */
    void check(int partition, String stream) {
        if (!allows(partition)) {
            throw new InvalidConfigurationException(
                    "Rows of partition " + partition + " of stream '" + stream + "' came to task "
                            + task + " of " + tasks
                            + ", and may have come to others, too, by coalesce, repartition, a join, an aggregation or"
                            + " UNION ALL: then one task would take for done what another has not written yet. This task has written"
                            + " nothing. Make repartition(" + tasks
                            + ", col(\"partition\")) the last step before the sink, in SQL"
                            + " /*+ REPARTITION(" + tasks
                            + ", partition) */, and sort within partitions by producer and sequence (SORT BY)"
                            + " if order matters; coalesce(1) does, too. If an event has several rows, read it once and make them in one"
                            + " expression, such as inline(array(struct(…), struct(…)))");
        }
    }
}
