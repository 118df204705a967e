package dev.baton.kafka.survey;

import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.config.TopicConfig;

/** A setting that the topics of one stream must have in common. */
enum TopicSetting {
    RETENTION_MS(TopicConfig.RETENTION_MS_CONFIG, true, Words.KEEPS_LESS),
    RETENTION_BYTES(TopicConfig.RETENTION_BYTES_CONFIG, true, Words.KEEPS_LESS),
    MAX_MESSAGE_BYTES(
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            true,
            "an event that one region takes and another refuses is never acknowledged"),
    CLEANUP_POLICY(TopicConfig.CLEANUP_POLICY_CONFIG, false, "one region would delete what another keeps"),
    TIMESTAMP_TYPE(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, false, "an event would have another time in each region");

    private static final class Words {
        private static final String KEEPS_LESS =
                "the region that keeps less may lack what a catch-up or a consumer still needs";
    }

    private final String key;
    private final boolean limit;
    private final String why;

    TopicSetting(String key, boolean limit, String why) {
        this.key = key;
        this.limit = limit;
        this.why = why;
    }

    /** What Kafka calls it. */
    String key() {
        return key;
    }

    /** True if it is a number of which the larger takes nothing away. */
    boolean isLimit() {
        return limit;
    }

    /** What goes wrong where it differs. */
    String why() {
        return why;
    }

    /** Whichever of two values allows more; a negative one stands for no limit. */
    static String larger(String one, String other) {
        long first = Long.parseLong(one);
        long second = Long.parseLong(other);
        boolean firstWins = first < 0 || second >= 0 && first >= second;
        return firstWins ? one : other;
    }

    /** Kafka's names of all of them. */
    static List<String> keys() {
        return Arrays.stream(values()).map(TopicSetting::key).toList();
    }
}
