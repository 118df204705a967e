package dev.baton.kafka.survey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.RegionId;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParityTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");

    private static SortedMap<RegionId, TopicState> topics(TopicState r1, TopicState r2) {
        return new TreeMap<>(Map.of(R1, r1, R2, r2));
    }

    /** A topic as Kafka makes it, but for these. */
    static TopicState topic(int partitions, String... others) {
        SortedMap<String, String> settings = new TreeMap<>(Map.of(
                "retention.ms", "604800000",
                "retention.bytes", "-1",
                "max.message.bytes", "1048588",
                "cleanup.policy", "delete",
                "message.timestamp.type", "CreateTime"));
        for (int i = 0; i < others.length; i += 2) {
            settings.put(others[i], others[i + 1]);
        }
        return new TopicState(partitions, settings);
    }

    @Test
    void shouldSayThatTopicsAreAlike() {
        assertThat(Parity.findings("orders", topics(topic(3), topic(3))))
                .containsExactly(Finding.good("stream orders", "has 3 partitions in r1, r2, with the same settings"));
    }

    @ParameterizedTest
    @CsvSource({
        "retention.ms, 604800000, 86400000",
        "retention.bytes, -1, 1000000",
        "max.message.bytes, 1048588, 2000000",
        "message.timestamp.type, CreateTime, LogAppendTime"
    })
    void shouldNameBothValuesOfASettingThatDiffers(String key, String one, String other) {
        assertThat(Parity.findings("orders", topics(topic(3, key, one), topic(3, key, other))))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(Finding.Kind.PROBLEM);
                    assertThat(finding.text()).startsWith(key + " is " + one + " in r1, " + other + " in r2: ");
                });
    }

    @Test
    void shouldCallCompactionAProblemEvenWhereItIsTheSame() {
        // Given
        TopicState compacted = topic(3, "cleanup.policy", "compact,delete");
        // When, Then
        assertThat(Parity.findings("orders", topics(compacted, compacted)))
                .containsExactly(Finding.problem(
                        "stream orders",
                        "is compacted in r1, r2: that deletes events before they take effect or are copied;"
                                + " set cleanup.policy to delete"));
        assertThat(Parity.findings("orders", topics(compacted, topic(3))))
                .extracting(Finding::text)
                .anyMatch(text -> text.startsWith("is compacted in r1: "))
                .anyMatch(text -> text.startsWith("cleanup.policy is compact,delete in r1, delete in r2: "));
    }

    @Test
    void shouldSayWhichRegionDoesNotTellASetting() {
        // Given
        TopicState silent = new TopicState(3, new TreeMap<>());
        // When, Then
        assertThat(Parity.findings("orders", topics(topic(3), silent)))
                .hasSize(TopicSetting.values().length)
                .contains(Finding.note("stream orders", "retention.ms is not told by r2; compare it by hand"));
    }

    @Test
    void shouldSayWhereProgressWouldBeLost() {
        // Given
        TopicState made = topic(1, "cleanup.policy", "compact", "max.message.bytes", "8000000");
        TopicState byAccident = topic(1, "max.message.bytes", "4194304");
        // When, Then
        assertThat(Parity.ofFrontiers(topics(made, byAccident)))
                .singleElement()
                .extracting(Finding::text)
                .asString()
                .startsWith("cleanup.policy is delete in r2 and must be compact");
        assertThat(Parity.ofFrontiers(new TreeMap<>())).isEmpty();
    }
}
