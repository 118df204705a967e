package dev.baton.spark.sink;

import dev.baton.spark.EventColumns;
import dev.baton.spark.EventInput;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.Dependency;
import org.apache.spark.NarrowDependency;
import org.apache.spark.Partition;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.physical.HashPartitioning;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SQLExecution;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.datasources.v2.DataSourceRDDPartition;
import org.apache.spark.sql.execution.datasources.v2.V2TableWriteExec;
import scala.jdk.javaapi.CollectionConverters;

/**
 * How Spark spreads the rows of a write over its tasks. Immutable; travels to executors.
 *
 * @param how they are spread
 * @param inputs if each task has what it has read: the stream's partitions, in the order of the tasks
 */
record Spread(How how, List<Integer> inputs) implements Serializable {

    /** What is known of it. */
    enum How {
        /** Each task has what the input of its number gave. */
        AS_READ,
        /** By a hash of column {@code partition}, as {@code repartition(n, col("partition"))} does. */
        BY_PARTITION,
        /** In another way, or in one that cannot be told. */
        OTHERWISE
    }

    private static final Spread BY_PARTITION = new Spread(How.BY_PARTITION, List.of());
    private static final Spread OTHERWISE = new Spread(How.OTHERWISE, List.of());

    Spread {
        inputs = List.copyOf(inputs);
    }

    /** Of the write that this thread of the driver has begun: its plan is final, and no task of it runs yet. */
    static Spread ofWrite() {
        String execution = SparkSession.active().sparkContext().getLocalProperty(SQLExecution.EXECUTION_ID_KEY());
        QueryExecution query = execution == null ? null : SQLExecution.getQueryExecution(Long.parseLong(execution));
        if (query == null || !(query.executedPlan() instanceof V2TableWriteExec write)) {
            return OTHERWISE;
        }
        SparkPlan plan =
                write.query() instanceof AdaptiveSparkPlanExec adaptive ? adaptive.executedPlan() : write.query();
        if (plan.outputPartitioning() instanceof HashPartitioning hash && isByPartition(hash)) {
            return BY_PARTITION;
        }
        RDD<?> rows = write.query().execute(); // which Spark has done and keeps
        return inputs(rows, rows.getNumPartitions())
                .map(inputs -> new Spread(How.AS_READ, inputs))
                .orElse(OTHERWISE);
    }

    private static boolean isByPartition(HashPartitioning hash) {
        List<Expression> columns = CollectionConverters.asJava(hash.expressions());
        return columns.size() == 1
                && columns.get(0) instanceof AttributeReference column
                && column.name().equalsIgnoreCase(EventColumns.PARTITION);
    }

    /**
     * The stream's partitions in the order of the tasks, if each task has, in each step on the way from our source, the part of its own
     * number and no other. Empty also if the rows come from elsewhere: they may be anywhere then.
     */
    private static Optional<List<Integer>> inputs(RDD<?> rows, int tasks) {
        List<Dependency<?>> steps = CollectionConverters.asJava(rows.dependencies());
        if (steps.isEmpty()) {
            return read(rows.partitions());
        }
        List<Optional<List<Integer>>> each = steps.stream()
                .map(step -> isStraight(step, tasks) ? inputs(step.rdd(), tasks) : Optional.<List<Integer>>empty())
                .distinct()
                .toList();
        return each.size() == 1 ? each.get(0) : Optional.empty();
    }

    private static Optional<List<Integer>> read(Partition[] inputs) {
        List<Integer> partitions = new ArrayList<>();
        for (Partition input : inputs) {
            if (input instanceof DataSourceRDDPartition ours
                    && ours.inputPartitions().size() == 1
                    && ours.inputPartitions().head() instanceof EventInput events) {
                partitions.add(events.partition());
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(partitions);
    }

    private static boolean isStraight(Dependency<?> step, int tasks) {
        return step instanceof NarrowDependency<?> narrow
                && IntStream.range(0, tasks)
                        .allMatch(task -> CollectionConverters.asJava(narrow.getParents(task)).stream()
                                .allMatch(parent -> parent.equals(task)));
    }
}
