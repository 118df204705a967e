package dev.baton.kafka.consumer;

import dev.baton.core.EventsExpiredException;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.survey.TopicWarnings;
import dev.baton.runtime.report.ClientReporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's {@link Consumer} for one region: it gives events only while that region holds the baton, each of them once, and goes on
 * where the other region's consumers of the same group have stopped.
 *
 * <p>Properties are Kafka's own plus {@code baton.config} and {@code baton.region}, both required. Committing says, as ever, that
 * what was given has taken effect; what is committed is published to every region, so that a planned switchover repeats
 * nothing. At an unplanned one, what was given and not yet committed may come again; {@code auto.commit.interval.ms} limits it
 * where commits are automatic, and is 100 ms by default. For effects exactly once use a {@link BatonProcessor} with a
 * transactional sink.
 *
 * <p>A standby's {@code poll} gives nothing; it must be called all the same. A rebalance listener hears of partitions when the
 * gate opens and when it closes, too: closing is the last chance to commit. The records' iterator ends early once the gate has
 * closed.
 *
 * <p>Positions are event ids, so {@code seek} and patterns of topics are refused with an error. For one thread, except {@link
 * #wakeup}.
 */
public final class BatonConsumer<K, V> extends RegionConsumer<K, V> {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    private final Installation installation;
    private final ConsumerSettings settings;
    private final Consumer<K, V> kafka;
    private final ConsumerMetrics metrics;
    private final PublishedProgress progress;
    private final EventReader<K, V> reader;
    private final ClientReporter reporter;
    private boolean reporting;
    private final Set<TopicPartition> held = new HashSet<>();
    private @Nullable ConsumerRebalanceListener listener;
    private @Nullable GatedRecords<K, V> given;
    private boolean closed;

    /** A consumer whose properties name the deserializers. */
    public BatonConsumer(Properties properties) {
        this(asMap(properties));
    }

    /** A consumer whose properties name the deserializers. */
    public BatonConsumer(Map<String, ?> properties) {
        this(properties, null, null);
    }

    /** A consumer with deserializers that are configured already; null to take them from the properties. */
    public BatonConsumer(
            Map<String, ?> properties,
            @Nullable Deserializer<K> keyDeserializer,
            @Nullable Deserializer<V> valueDeserializer) {
        this.installation = Installation.of(properties);
        this.settings = ConsumerSettings.of(installation, properties);
        EventIds ids = new EventIds();
        this.kafka = settings.consumer(ids, keyDeserializer, valueDeserializer);
        this.metrics = settings.metrics();
        this.progress = settings.progress(settings.autoCommitInterval());
        this.reader = new EventReader<>(
                new EventReader.Ports<>(
                        ids, kafka, settings.gate(), progress, settings.ownRegion(), metrics, System::nanoTime),
                new Owner());
        this.reporter = settings.reporter(kafka);
        TopicWarnings.giveLater(installation.config());
    }

    /** Kafka's own, and {@code baton-consumer-metrics}. */
    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        Map<MetricName, Metric> all = new HashMap<>(kafka.metrics());
        all.putAll(metrics.all());
        return all;
    }

    @Override
    Consumer<K, V> kafka() {
        return kafka;
    }

    private static Map<String, Object> asMap(Properties properties) {
        Map<String, Object> map = new HashMap<>();
        properties.forEach((key, value) -> map.put(key.toString(), value));
        return map;
    }

    /**
     * The next events, or none if the timeout passes or the gate is closed. With {@code enable.auto.commit}, which is the default,
     * those of the poll before count as done.
     *
     * @throws EventsExpiredException if retention has deleted events that did not take effect; again and again, until
     *     {@code baton.expired=skip}
     */
    @Override
    public ConsumerRecords<K, V> poll(Duration timeout) {
        if (settings.autoCommit()) {
            publish(confirmGiven());
        }
        long left = TimeUnit.NANOSECONDS.convert(timeout); // saturates
        long deadline = System.nanoTime() + left;
        do {
            Map<TopicPartition, List<ConsumerRecord<K, V>>> events =
                    reader.poll(Duration.ofNanos(Math.max(0, left)), settings.maxPollRecords());
            if (!events.isEmpty()) {
                GatedRecords<K, V> records = new GatedRecords<>(events, reader::mayGoOn);
                given = records;
                return records;
            }
            left = deadline - System.nanoTime();
        } while (left > 0);
        return ConsumerRecords.empty();
    }

    /** What was given has taken effect; tells the partitions whose frontier has grown. */
    private List<PartitionLog<K, V>> confirmGiven() {
        List<PartitionLog<K, V>> grown = new ArrayList<>();
        for (PartitionLog<K, V> log : reader.logs()) {
            if (log.hasUnconfirmed()) {
                GatedRecords<K, V> last = given;
                log.confirm(last == null ? Long.MAX_VALUE : last.givenBefore(log.topicPartition()));
                grown.add(log);
            }
        }
        return grown;
    }

    private void publish(Collection<PartitionLog<K, V>> grown) {
        grown.forEach(log -> progress.publish(log.id(), reader.term(), log.durable()));
    }

    private void publishAndWait(Collection<PartitionLog<K, V>> grown, Duration timeout) {
        publish(grown);
        try {
            if (!progress.awaitArrival(timeout)) {
                throw new TimeoutException("The commit did not reach region " + settings.region() + " within "
                        + timeout.toMillis() + " ms; it may still do so");
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void commitSync() {
        commitSync(DEFAULT_TIMEOUT);
    }

    /** Everything given so far has taken effect. When this returns, the own region has the frontier. */
    @Override
    public void commitSync(Duration timeout) {
        publishAndWait(confirmGiven(), timeout);
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        commitSync(offsets, DEFAULT_TIMEOUT);
    }

    /** What was given before these offsets has taken effect. When this returns, the own region has the frontier. */
    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        publishAndWait(confirm(offsets), timeout);
    }

    private List<PartitionLog<K, V>> confirm(Map<TopicPartition, OffsetAndMetadata> offsets) {
        List<PartitionLog<K, V>> grown = new ArrayList<>();
        offsets.forEach((partition, offset) -> {
            PartitionLog<K, V> log = reader.log(partition);
            if (log.hasUnconfirmed()) {
                log.confirm(offset.offset());
                grown.add(log);
            }
        });
        return grown;
    }

    @Override
    public void commitAsync() {
        publish(confirmGiven());
    }

    /** As {@link #commitSync()}, without waiting; the callback is called at once, as later frontiers make good what is lost. */
    @Override
    public void commitAsync(@Nullable OffsetCommitCallback callback) {
        List<PartitionLog<K, V>> grown = confirmGiven();
        publish(grown);
        if (callback != null) {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            grown.forEach(log -> offsets.put(log.topicPartition(), new OffsetAndMetadata(log.resumeOffset())));
            callback.onComplete(offsets, null);
        }
    }

    /** As {@link #commitSync(Map)}, without waiting. */
    @Override
    public void commitAsync(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
        publish(confirm(offsets));
        if (callback != null) {
            callback.onComplete(offsets, null);
        }
    }

    @Override
    public void subscribe(Collection<String> topics) {
        listener = null;
        join(topics);
    }

    /** Joins the group for these streams; the listener hears of the gate, too. */
    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener callback) {
        listener = callback;
        join(topics);
    }

    /** A member of a group hears of its region whether there are events or not, so it can say how it is served. */
    private void join(Collection<String> topics) {
        reader.subscribe(settings.topics(topics));
        if (!reporting) {
            reporting = true;
            reporter.start();
        }
    }

    @Override
    public void assign(Collection<TopicPartition> partitions) {
        reader.assign(partitions);
    }

    /** The offset, in this region, of the next event to be given or committed; 0 if nothing was read yet. */
    @Override
    public long position(TopicPartition partition) {
        return Math.max(0, reader.log(partition).resumeOffset());
    }

    @Override
    public long position(TopicPartition partition, Duration timeout) {
        return position(partition);
    }

    @Override
    public Set<TopicPartition> paused() {
        return Set.copyOf(held);
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> reader.log(partition).hold(true));
        kafka.pause(partitions);
        held.addAll(partitions);
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> reader.log(partition).hold(false));
        kafka.resume(partitions);
        held.removeAll(partitions);
    }

    /** Commits what was given if {@code enable.auto.commit} is on, says that this consumer has stopped, and leaves the group. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            reader.close();
            reporter.close();
            installation.close();
        }
    }

    /** As {@link #close()}, which has deadlines of its own. */
    @Override
    @SuppressWarnings("deprecation") // Kafka's, and still called by many
    public void close(Duration timeout) {
        close();
    }

    @Override
    public void close(CloseOptions option) {
        close();
    }

    /** What the gate takes and gives looks to the application like a rebalance. */
    private final class Owner implements EventReader.Owner {

        @Override
        public void granted(Collection<TopicPartition> partitions) {
            ConsumerRebalanceListener told = listener;
            if (told != null) {
                told.onPartitionsAssigned(partitions);
            }
        }

        @Override
        public void revoked(Collection<TopicPartition> partitions) {
            if (settings.autoCommit()) {
                publish(confirmGiven());
            }
            ConsumerRebalanceListener told = listener;
            if (told != null) {
                told.onPartitionsRevoked(partitions);
            }
            given = null;
        }

        @Override
        public void lost(Collection<TopicPartition> partitions) {
            ConsumerRebalanceListener told = listener;
            if (told != null) {
                told.onPartitionsLost(partitions);
            }
        }
    }
}
