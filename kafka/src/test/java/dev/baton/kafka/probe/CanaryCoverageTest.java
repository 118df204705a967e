package dev.baton.kafka.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;

class CanaryCoverageTest {

    @Test
    void shouldLackNothingWhereEachLeaderHasACanary() {
        // Given
        List<TopicPartitionInfo> canaries = List.of(partition(1, 2), partition(2, 1));
        List<TopicPartitionInfo> streams = List.of(partition(1, 2), partition(2, 3), partition(1, 3));
        // When, Then
        assertThat(CanaryCoverage.missing(canaries, streams)).isEmpty();
    }

    @Test
    void shouldAskForOneWithAsManyReplicasForEachLeaderThatHasNone() {
        // Given
        List<TopicPartitionInfo> canaries = List.of(partition(1, 2), partition(1, 2));
        List<TopicPartitionInfo> streams = List.of(partition(3, 1), partition(2, 1), partition(3, 2));
        // When, Then
        assertThat(CanaryCoverage.missing(canaries, streams)).containsExactly(List.of(2, 1), List.of(3, 1));
    }

    @Test
    void shouldNotMistakeABrokerThatIsAwayForOneWithoutACanary() {
        // Given the first replica of both is away, so that another one leads
        TopicPartitionInfo led = new TopicPartitionInfo(0, node(2), List.of(node(1), node(2)), List.of(node(2)));
        // When, Then
        assertThat(CanaryCoverage.missing(List.of(led, partition(2, 1)), List.of(led)))
                .isEmpty();
    }

    private static TopicPartitionInfo partition(int... replicas) {
        List<Node> nodes =
                Arrays.stream(replicas).mapToObj(CanaryCoverageTest::node).toList();
        return new TopicPartitionInfo(0, nodes.get(0), nodes, nodes);
    }

    private static Node node(int id) {
        return new Node(id, "localhost", 9092);
    }
}
