package dev.baton.spark.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.InvalidConfigurationException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.expressions.Murmur3Hash;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

class PlacementTest {

    private static final int PARTITIONS = 100;

    /** The tasks of so many that may write rows of the partition. */
    private static List<Integer> allowed(List<Integer> inputs, int tasks, int partition) {
        return IntStream.range(0, tasks)
                .filter(task -> new Placement(inputs, tasks, task).allows(partition))
                .boxed()
                .toList();
    }

    /** Where Spark's {@code HashPartitioning} puts it. */
    private static int hashed(int partition, int tasks) {
        List<Expression> columns = List.of(Literal$.MODULE$.apply(partition));
        Murmur3Hash hash = new Murmur3Hash(CollectionConverters.asScala(columns).toSeq(), 42);
        return Math.floorMod((int) hash.eval(null), tasks);
    }

    @Test
    void shouldLetTheOnlyTaskWriteAll() {
        // When / Then
        assertThat(allowed(List.of(0, 1, 2), 1, 2)).containsExactly(0);
        assertThat(allowed(List.of(), 1, 7)).containsExactly(0);
    }

    @Test
    void shouldLetTheTaskOfAnInputWriteIt() {
        // Given
        List<Integer> inputs =
                IntStream.range(0, PARTITIONS).map(i -> 2 * i + 1).boxed().toList();
        // When / Then
        assertThat(IntStream.range(0, PARTITIONS))
                .allSatisfy(task -> assertThat(allowed(inputs, PARTITIONS, 2 * task + 1))
                        .contains(task)
                        .isSubsetOf(task, hashed(2 * task + 1, PARTITIONS)));
    }

    @Test
    void shouldLetTheTaskWriteToWhichSparkDistributesByPartition() {
        // When / Then
        assertThat(IntStream.rangeClosed(2, 9)).allSatisfy(tasks -> assertThat(IntStream.range(0, PARTITIONS))
                .allSatisfy(partition ->
                        assertThat(allowed(List.of(), tasks, partition)).containsExactly(hashed(partition, tasks))));
    }

    @Test
    void shouldSayWhatToDoWithRowsThatMayBeElsewhereToo() {
        // Given
        List<Integer> inputs = List.of(0, 1, 2, 3, 4);
        int elsewhere = (hashed(4, 2) + 1) % 2;
        // When / Then
        assertThatThrownBy(() -> new Placement(inputs, 2, elsewhere).check(4, "flights"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("Rows of partition 4 of stream 'flights' came to task " + elsewhere + " of 2")
                .hasMessageContaining("coalesce")
                .hasMessageContaining("repartition(2, col(\"partition\"))")
                .hasMessageContaining("/*+ REPARTITION(2, partition) */");
        assertThatCode(() -> new Placement(inputs, 2, hashed(4, 2)).check(4, "flights"))
                .doesNotThrowAnyException();
    }
}
