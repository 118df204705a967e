package dev.baton.kafka.probe;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topic that canaries are written to: as many partitions as the region has brokers, and an hour of memory. */
final class CanaryTopic {

    static final String NAME = "baton-canary";

    private static final String RETENTION_MILLIS = "3600000";

    private CanaryTopic() {}

    /** Orders the topic and returns what to tell people: it is not there when this returns. */
    static String create(CanarySettings settings, Countdown countdown) {
        Admin admin = Admin.create(settings.admin());
        try {
            int brokers = get(admin.describeCluster().nodes(), countdown).size();
            NewTopic topic = new NewTopic(NAME, Optional.of(brokers), Optional.empty())
                    .configs(Map.of(
                            TopicConfig.RETENTION_MS_CONFIG, RETENTION_MILLIS,
                            TopicConfig.SEGMENT_MS_CONFIG, RETENTION_MILLIS,
                            TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE));
            get(admin.createTopics(List.of(topic)).all(), countdown);
            return "the topic " + NAME + " has just been made";
        } catch (ExecutionException e) {
            return e.getCause() instanceof TopicExistsException
                    ? "the topic " + NAME + " is being made"
                    : "the topic " + NAME + " is missing and cannot be made (" + e.getMessage()
                            + "); make it with one partition for each broker";
        } catch (TimeoutException e) {
            return "the topic " + NAME + " is missing and was ordered";
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    private static <T> T get(KafkaFuture<T> future, Countdown countdown)
            throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(countdown.left().toNanos(), TimeUnit.NANOSECONDS);
    }
}
