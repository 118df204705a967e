package dev.baton.spark.sink;

import dev.baton.spark.EventColumns;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.Dependency;
import org.apache.spark.NarrowDependency;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.physical.HashPartitioning;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SQLExecution;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.datasources.v2.V2TableWriteExec;
import scala.jdk.javaapi.CollectionConverters;

/** How Spark spreads the rows of a write over its tasks. */
enum Spread {
    /** Each task has what the input of its number gave. */
    AS_READ,
    /** By a hash of column {@code partition}, as {@code repartition(n, col("partition"))} does. */
    BY_PARTITION,
    /** In another way, or in one that cannot be told. */
    OTHERWISE;

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
        return isStraight(rows, rows.getNumPartitions()) ? AS_READ : OTHERWISE;
    }

    private static boolean isByPartition(HashPartitioning hash) {
        List<Expression> columns = CollectionConverters.asJava(hash.expressions());
        return columns.size() == 1
                && columns.get(0) instanceof AttributeReference column
                && column.name().equalsIgnoreCase(EventColumns.PARTITION);
    }

    /** True if each task has, in each step on the way from the source, the part of its own number and no other. */
    private static boolean isStraight(RDD<?> rows, int tasks) {
        return CollectionConverters.asJava(rows.dependencies()).stream()
                .allMatch(step -> isStraight(step, tasks) && isStraight(step.rdd(), tasks));
    }

    private static boolean isStraight(Dependency<?> step, int tasks) {
        return step instanceof NarrowDependency<?> narrow
                && IntStream.range(0, tasks)
                        .allMatch(task -> CollectionConverters.asJava(narrow.getParents(task)).stream()
                                .allMatch(parent -> parent.equals(task)));
    }
}
