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
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** The topic that canaries are written to: as many partitions as the region has brokers, and an hour of memory. */
final class CanaryTopic {

    static final String NAME = "baton-canary";

    private static final String RETENTION_MILLIS = "3600000";

    private CanaryTopic() {}

    /** What to tell people, and whether the region has refused for good to make it. */
    record Order(String what, boolean isRefused) {}

    /** Orders the topic; it is not there when this returns. */
    static Order create(CanarySettings settings, Countdown countdown) {
        Admin admin = Admin.create(settings.admin());
        try {
            int brokers = get(admin.describeCluster().nodes(), countdown).size();
            NewTopic topic = new NewTopic(NAME, Optional.of(brokers), Optional.empty())
                    .configs(Map.of(
                            TopicConfig.RETENTION_MS_CONFIG, RETENTION_MILLIS,
                            TopicConfig.SEGMENT_MS_CONFIG, RETENTION_MILLIS,
                            TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE));
            get(admin.createTopics(List.of(topic)).all(), countdown);
            return new Order("the topic " + NAME + " has just been made", false);
        } catch (ExecutionException e) {
            return e.getCause() instanceof TopicExistsException
                    ? new Order("the topic " + NAME + " is being made", false)
                    : new Order(
                            "the topic " + NAME + " is missing and cannot be made (" + e.getMessage()
                                    + "); make it with one partition for each broker",
                            e.getCause() instanceof AuthorizationException
                                    || e.getCause() instanceof PolicyViolationException
                                    || e.getCause() instanceof UnsupportedVersionException);
        } catch (TimeoutException e) {
            return new Order("the topic " + NAME + " is missing and was ordered", false);
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
