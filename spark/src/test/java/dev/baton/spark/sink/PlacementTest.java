package dev.baton.spark.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.spark.sink.Spread.How;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.expressions.Murmur3Hash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scala.jdk.javaapi.CollectionConverters;

class PlacementTest {

    private static final int PARTITIONS = 100;

    private static Placement placement(How how, int tasks, Integer... inputs) {
        return new Placement("flights", new Spread(how, Arrays.asList(inputs)), tasks);
    }

    /** The tasks that may write rows of the partition. */
    private static List<Integer> allowed(Placement placement, int partition) {
        return IntStream.range(0, placement.tasks())
                .filter(task -> placement.allows(partition, task))
                .boxed()
                .toList();
    }

    /** Where Spark's {@code HashPartitioning} puts it. */
    private static int hashed(int partition, int tasks) {
        List<Expression> columns = List.of(Literal$.MODULE$.apply(partition));
        Murmur3Hash hash = new Murmur3Hash(CollectionConverters.asScala(columns).toSeq(), 42);
        return Math.floorMod((int) hash.eval(null), tasks);
    }

    @ParameterizedTest
    @EnumSource
    void shouldLetTheOnlyTaskWriteAll(How how) {
        // When / Then
        assertThat(allowed(placement(how, 1, 0, 1, 2), 2)).containsExactly(0);
        assertThat(allowed(placement(how, 1), 7)).containsExactly(0);
    }

    @Test
    void shouldLetTheTaskOfAnInputWriteIt() {
        // Given
        Placement placement = placement(How.AS_READ, 3, 1, 4, 6);
        // When / Then
        assertThat(allowed(placement, 1)).containsExactly(0);
        assertThat(allowed(placement, 6)).containsExactly(2);
        assertThat(allowed(placement, 0)).isEmpty();
        assertThat(allowed(placement(How.AS_READ, 2, 1, 4, 6), 1)).isEmpty();
    }

    @Test
    void shouldLetTheTaskWriteToWhichSparkDistributesByPartition() {
        // When / Then
        assertThat(IntStream.rangeClosed(2, 9)).allSatisfy(tasks -> assertThat(IntStream.range(0, PARTITIONS))
                .allSatisfy(partition -> assertThat(allowed(placement(How.BY_PARTITION, tasks, 0, 1), partition))
                        .containsExactly(hashed(partition, tasks))));
    }

    @Test
    void shouldSayWhatToDoWithRowsThatMayBeInSeveralTasks() {
        // When / Then
        assertThatThrownBy(() -> placement(How.OTHERWISE, 2, 0, 1))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(
                        "The rows of a partition of stream 'flights' may be in several tasks, as after coalesce")
                .hasMessageContaining("Nothing of this batch was written")
                .hasMessageContaining("repartition(2, col(\"partition\"))")
                .hasMessageContaining("/*+ REPARTITION(2, partition) */");
        assertThatThrownBy(() -> placement(How.AS_READ, 2, 3, 5).check(5, 0))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(
                        "Rows of partition 5 of stream 'flights' came to task 0 of 2, and may be in several")
                .hasMessageContaining("Nothing of this task was written");
        assertThatCode(() -> placement(How.AS_READ, 2, 3, 5).check(5, 1)).doesNotThrowAnyException();
    }
}
