package dev.baton.kafka.survey;

import dev.baton.core.RegionId;
import java.util.stream.Collectors;

/** One thing that is done to a topic. Immutable. */
sealed interface TopicChange {

    /** Where. */
    RegionId region();

    /** To what, for people. */
    String subject();

    /** What is to be done, for people, as in "make topic …". */
    String order();

    /** The same once it is done, as in "made topic …". */
    String done();

    /** When this returns, it is done. */
    void apply(RegionAdmin admin);

    /** A topic that is missing. */
    record MakeTopic(String stream, RegionId region, String topic, TopicState like) implements TopicChange {

        @Override
        public String subject() {
            return "stream " + stream;
        }

        @Override
        public String order() {
            return "make " + what();
        }

        @Override
        public String done() {
            return "made " + what();
        }

        private String what() {
            return "topic '" + topic + "' in " + region + " with " + like.partitions() + " partitions, "
                    + like.settings().entrySet().stream()
                            .map(setting -> setting.getKey() + " " + setting.getValue())
                            .collect(Collectors.joining(", "))
                    + ", and as many replicas as that region gives by itself";
        }

        @Override
        public void apply(RegionAdmin admin) {
            admin.make(topic, like);
        }
    }

    /** A setting of a topic, by Kafka's name. */
    record SetValue(String subject, RegionId region, String topic, String key, String from, String to)
            implements TopicChange {

        @Override
        public String order() {
            return "set " + key + " of topic '" + topic + "' in " + region + " from " + from + " to " + to;
        }

        @Override
        public String done() {
            return order();
        }

        @Override
        public void apply(RegionAdmin admin) {
            admin.set(topic, key, to);
        }
    }
}
