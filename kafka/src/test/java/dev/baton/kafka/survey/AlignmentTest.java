package dev.baton.kafka.survey;

import static dev.baton.kafka.survey.ParityTest.topic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.RegionId;
import dev.baton.runtime.config.BatonConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AlignmentTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");

    private final BatonConfig config = BatonConfig.parse(
            """
            name: payments
            regions:
              r1: { kafka: { bootstrap.servers: "localhost:1" } }
              r2: { kafka: { bootstrap.servers: "localhost:2" } }
            streams:
              orders: { topics: { r2: orders-dr } }
            token: { directory: token }
            """,
            "test",
            Path.of("/tmp"),
            name -> null);
    private final SortedMap<RegionId, SortedMap<String, TopicState>> topics =
            new TreeMap<>(Map.of(R1, new TreeMap<>(), R2, new TreeMap<>()));

    private Alignment.Plan plan() {
        return Alignment.of(config, new TopicTable(topics));
    }

    private void has(RegionId region, TopicState topic) {
        topics.computeIfPresent(region, (id, byName) -> {
            byName.put("orders", topic);
            return byName;
        });
    }

    @Test
    void shouldDoNothingWhereTopicsAreAlike() {
        // Given
        has(R1, topic(3));
        has(R2, topic(3));
        // When, Then
        assertThat(plan().changes()).isEmpty();
        assertThat(plan().left()).isEmpty();
    }

    @Test
    void shouldMakeAMissingTopicAsItIsElsewhereUnderItsOwnName() {
        // Given
        has(R1, topic(5, "retention.ms", "1234"));
        // When, Then
        assertThat(plan().changes())
                .containsExactly(
                        new TopicChange.MakeTopic("orders", R2, "orders-dr", topic(5, "retention.ms", "1234")));
    }

    @Test
    void shouldRaiseTheSmallerOfEachLimit() {
        // Given
        has(R1, topic(3, "retention.ms", "-1", "retention.bytes", "1000", "max.message.bytes", "2000000"));
        has(R2, topic(3, "retention.ms", "1234", "retention.bytes", "500", "max.message.bytes", "3000000"));
        // When, Then
        assertThat(plan().changes())
                .containsExactlyInAnyOrder(
                        new TopicChange.SetValue("stream orders", R2, "orders-dr", "retention.ms", "1234", "-1"),
                        new TopicChange.SetValue("stream orders", R2, "orders-dr", "retention.bytes", "500", "1000"),
                        new TopicChange.SetValue(
                                "stream orders", R1, "orders", "max.message.bytes", "2000000", "3000000"));
    }

    @Test
    void shouldLeavePartitionsPoliciesAndTimestampsToAPerson() {
        // Given
        has(R1, topic(3, "cleanup.policy", "compact", "message.timestamp.type", "LogAppendTime"));
        has(R2, topic(6));
        // When
        Alignment.Plan plan = plan();
        // Then
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.left())
                .singleElement()
                .extracting(Finding::text)
                .asString()
                .startsWith("its partitions are left as they are: with more of them the next events of a key go to");
    }

    @Test
    void shouldSayThatNobodyHasTheTopic() {
        assertThat(plan().left())
                .containsExactly(Finding.note(
                        "stream orders",
                        "has no topic in any region that answers; make the first one, with the partitions you want"));
        assertThat(plan().changes()).isEmpty();
    }

    @Test
    void shouldMakeNoTopicOfWhichTwoRegionsHaveDifferentPartitions() {
        // Given
        RegionId r3 = new RegionId("r3");
        topics.put(r3, new TreeMap<>());
        has(R1, topic(3));
        has(R2, topic(6));
        // When, Then
        assertThat(plan().changes()).isEmpty();
    }

    @Test
    void shouldMendTheTopicOfFrontiersWhereSomebodyElseHasMadeIt() {
        // Given
        has(R1, topic(3));
        has(R2, topic(3));
        topics.computeIfPresent(R2, (id, byName) -> {
            byName.put("baton-frontier", topic(1));
            return byName;
        });
        // When, Then
        assertThat(plan().changes())
                .extracting(TopicChange::done)
                .containsExactly(
                        "set cleanup.policy of topic 'baton-frontier' in r2 from delete to compact",
                        "set max.message.bytes of topic 'baton-frontier' in r2 from 1048588 to 4194304");
    }
}
