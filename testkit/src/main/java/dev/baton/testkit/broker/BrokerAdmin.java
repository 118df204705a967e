package dev.baton.testkit.broker;

import dev.baton.testkit.Patience;
import dev.baton.testkit.TestbedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;

/** The few questions and orders that the testbed has for one broker; every call has a deadline. */
final class BrokerAdmin implements AutoCloseable {

    private final String broker;
    private final Duration patience;
    private final Admin admin;

    /** Each question is answered within that time, or counts as not answered yet. */
    BrokerAdmin(String broker, String bootstrap, Duration patience) {
        this.broker = broker;
        this.patience = patience;
        int millis = (int) patience.toMillis();
        this.admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                AdminClientConfig.CLIENT_ID_CONFIG,
                "testkit-" + broker,
                AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG,
                50,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                200,
                AdminClientConfig.RETRY_BACKOFF_MS_CONFIG,
                50,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                millis,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                millis));
    }

    /** True when the controller has let the broker in, and it is not a stranger's broker that has the port. */
    boolean servesCluster(Optional<String> clusterId) {
        DescribeClusterResult cluster = admin.describeCluster();
        boolean isIn = answer(cluster.nodes()).map(nodes -> !nodes.isEmpty()).orElse(false);
        return isIn && answer(cluster.clusterId()).equals(clusterId);
    }

    void createTopic(String topic, int partitions, Map<String, String> configs) {
        NewTopic wanted = new NewTopic(topic, partitions, (short) 1).configs(configs);
        Patience.await(
                patience,
                () -> isMade(wanted),
                () -> "Topic " + topic + " was not made: the controller of " + broker + " kept it fenced for "
                        + patience.toSeconds() + " s.");
        Patience.await(
                patience,
                () -> hasLeaders(topic, partitions),
                () -> "Topic " + topic + " of " + broker + " was made and has no leader after " + patience.toSeconds()
                        + " s.");
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }

    /** False while the controller has the broker fenced, as it has for a moment after a thaw or a pause of the machine. */
    private boolean isMade(NewTopic wanted) {
        try {
            admin.createTopics(List.of(wanted)).all().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InvalidReplicationFactorException) {
                return false;
            }
            throw failure(wanted.name(), e);
        } catch (TimeoutException e) {
            throw failure(wanted.name(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(wanted.name(), e);
        }
    }

    private boolean hasLeaders(String topic, int partitions) {
        return answer(admin.describeTopics(List.of(topic)).allTopicNames()).stream()
                        .flatMap(topics -> topics.values().stream())
                        .flatMap(description -> description.partitions().stream())
                        .filter(partition -> partition.leader() != null
                                && !partition.leader().isEmpty())
                        .count()
                == partitions;
    }

    private TestbedException failure(String topic, Throwable cause) {
        return new TestbedException(
                "Topic " + topic + " could not be made in " + broker + ": " + cause.getMessage(), cause);
    }

    /** Empty when the broker has no answer yet. */
    private <T> Optional<T> answer(KafkaFuture<T> future) {
        try {
            return Optional.of(future.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException("Interrupted while asking a broker.", e);
        }
    }
}
