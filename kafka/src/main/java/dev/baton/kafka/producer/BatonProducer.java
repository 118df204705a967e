package dev.baton.kafka.producer;

import dev.baton.core.InvalidTokenException;
import dev.baton.core.RegionId;
import dev.baton.core.ack.AckRule;
import dev.baton.core.ack.ProtectionMode;
import dev.baton.core.token.View;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.survey.TopicWarnings;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.report.Bulletins;
import dev.baton.runtime.report.ClientReporter;
import dev.baton.runtime.view.TokenWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's {@link Producer} over the streams of every region at once: an acknowledged event is in the log of every region that is
 * IN_SYNC (rule A), so no single region can lose it, and its order per partition is the order of {@code send}.
 *
 * <p>Properties are Kafka's own plus {@code baton.config} (path of the {@code baton.yaml}, required), {@code baton.region} (whose
 * offsets the metadata tells; any if absent) and {@code baton.protection}. A region that is down at the start, goes down, hangs
 * or comes back delays no other region's writes; {@code send} blocks no longer than {@code max.block.ms}, and memory is bounded
 * by {@code buffer.memory}. A send fails after {@code delivery.timeout.ms} with a {@link TimeoutException} that names the region
 * that is missing; the event may then still take effect, as with any producer.
 *
 * <p>Transactions, interceptors and custom partitioners are refused with an error: they cannot mean the same in every region.
 *
 * <p>Safe for use by several threads, as Kafka's producer is. Callbacks run in order per partition.
 */
public final class BatonProducer<K, V> implements Producer<K, V> {

    private static final Logger LOG = LoggerFactory.getLogger(BatonProducer.class);
    private static final Duration FIRST_VIEW_DEADLINE = Duration.ofSeconds(1);
    private static final Duration CLOSE_GRACE = Duration.ofSeconds(1);
    private static final Duration FOREVER = Duration.ofMillis(Long.MAX_VALUE / 1_000_000);

    private final Installation installation;
    private final ProducerSettings settings;
    private final Serializers<K, V> serializers;
    private final List<RegionId> regions;
    private final Window window;
    private final StreamLanes streams;
    private final List<RegionWriter> writers;
    private final Lane.LaneContext lanes;
    private final TokenWatch watch;
    private final ClientReporter reporter;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile AckRule rule;
    private volatile @Nullable InvalidTokenException misfit;
    private volatile @Nullable KafkaException abandoned;

    /** A producer whose properties name the serializers. */
    public BatonProducer(Properties properties) {
        this(asMap(properties));
    }

    /** A producer whose properties name the serializers. */
    public BatonProducer(Map<String, ?> properties) {
        this(properties, null, null);
    }

    /** A producer with serializers that are configured already; null to take them from the properties. */
    public BatonProducer(
            Map<String, ?> properties, @Nullable Serializer<K> keySerializer, @Nullable Serializer<V> valueSerializer) {
        ProducerSettings asked = ProducerSettings.of(properties);
        this.serializers = Serializers.of(properties, keySerializer, valueSerializer);
        this.installation = Installation.of(properties);
        this.settings = asked.within(installation.config());
        this.regions = List.copyOf(installation.config().regions().keySet());
        this.window = new Window(settings.windowBytes());
        this.rule = new AckRule(regions, settings.protection(), null);
        this.streams = new StreamLanes(installation.config(), this::newLane, settings.stickyBytes());
        this.writers = writers(properties);
        this.lanes = new Lane.LaneContext(
                Installation.randomLong(),
                writers,
                window,
                () -> rule,
                settings.protection() == ProtectionMode.MAX_PERFORMANCE,
                System::nanoTime);
        this.watch = new TokenWatch(
                installation.watchPorts(), installation.config().token().poll(), "baton-producer-view", this::observed);
        this.reporter = reporter();
        start();
    }

    private ClientReporter reporter() {
        BatonConfig config = installation.config();
        Duration limit = config.monitor().downAfter().multipliedBy(2);
        AckWatch acks = new AckWatch(writers, streams, () -> rule, limit);
        return new ClientReporter(
                Bulletins.ofClients(installation.store(), config.name()),
                new ClientReporter.Ports(
                        acks::look, nonce -> "producer-" + nonce, Installation::nonce, System::nanoTime, Instant::now));
    }

    private static Map<String, Object> asMap(Properties properties) {
        Map<String, Object> map = new HashMap<>();
        properties.forEach((key, value) -> map.put(key.toString(), value));
        return map;
    }

    private Lane newLane(int partition) {
        return new Lane(lanes, partition);
    }

    private List<RegionWriter> writers(Map<String, ?> properties) {
        RegionId own = installation.region(properties);
        Object clientId = properties.get(ProducerConfig.CLIENT_ID_CONFIG);
        List<RegionWriter> made = new ArrayList<>();
        for (RegionId region : regions) {
            Map<String, Object> plain = settings.plainProducer(
                    installation.kafkaProperties(region, properties),
                    (clientId == null ? "baton" : clientId) + "-" + region);
            made.add(new RegionWriter(
                    new RegionWriter.Settings(
                            region, made.size(), region.equals(own), installation.topics(region), () -> installation
                                    .clients()
                                    .producer(region, plain)),
                    streams));
        }
        return List.copyOf(made);
    }

    private void start() {
        if (settings.protection() == ProtectionMode.MAX_PERFORMANCE) {
            LOG.atWarn()
                    .addKeyValue("event", "rpo-above-zero")
                    .log("baton.protection=max-performance: losing the active region may lose acknowledged events");
        }
        TopicWarnings.giveLater(installation.config());
        watch.start();
        writers.forEach(RegionWriter::start);
        reporter.start();
        try {
            // Only a courtesy: without a view every region must acknowledge, and the first sends might wait for one
            // that is OUT.
            watch.awaitFirstRead(FIRST_VIEW_DEADLINE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration observed(View view) {
        if (!view.token()
                .regions()
                .keySet()
                .equals(installation.config().regions().keySet())) {
            InvalidTokenException other = new InvalidTokenException("The token knows the regions "
                    + view.token().regions().keySet() + " but the configuration has " + regions
                    + "; nothing is acknowledged before both name the same");
            misfit = other; // "every region" would not mean every region (rule A)
            streams.abandon(other);
            throw other;
        }
        misfit = null;
        AckRule next = new AckRule(regions, settings.protection(), view);
        AckRule previous = rule;
        rule = next;
        boolean changed = false;
        for (RegionWriter writer : writers) {
            if (previous.isWritten(writer.index()) != next.isWritten(writer.index())) {
                writer.want(next.isWritten(writer.index()));
                changed = true;
            }
        }
        if (changed || window.usedBytes() > 0) {
            // What waited for a region that no longer counts is acknowledged now; by the writers' threads, since
            // callbacks are
            // the caller's code and must not keep this one from reading the token.
            wakeWriters();
        }
        return Duration.ofDays(1); // the watch's own interval will do
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<K, V> record) {
        return send(record, null);
    }

    /**
     * Writes the event to every region that counts. The future is done, and the callback called, once it is acknowledged by rule
     * A or has failed.
     *
     * @throws TimeoutException if there was no room in {@code buffer.memory}, or nobody told the stream's partitions, within
     *     {@code max.block.ms}
     * @throws InvalidTokenException if the token knows other regions than the configuration
     */
    @Override
    public Future<RecordMetadata> send(ProducerRecord<K, V> record, @Nullable Callback callback) {
        if (closed.get()) {
            throw new IllegalStateException("The producer is closed; nothing can be sent");
        }
        InvalidTokenException other = misfit;
        if (other != null) {
            throw other;
        }
        Draft draft = serializers.draft(record);
        int bytes = draft.bytes - Serializers.OVERHEAD_BYTES;
        if (bytes > settings.maxRequestBytes() || draft.bytes > window.capacityBytes()) {
            throw new RecordTooLargeException("The event has " + bytes + " bytes, more than max.request.size or OCI ("
                    + settings.maxRequestBytes() + ") or buffer.memory (" + window.capacityBytes() + ") allow");
        }
        long started = System.nanoTime();
        try {
            StreamLanes.Stream stream = streams.get(record.topic(), settings.maxBlockNanos(), this::wakeWriters);
            Lane lane = stream.lane(record.partition(), draft.key, draft.bytes);
            if (!window.acquire(draft.bytes, started + settings.maxBlockNanos())) {
                throw new TimeoutException("No room for the event within max.block.ms: " + window.usedBytes() + " of "
                        + window.capacityBytes() + " bytes wait; " + rule.missing(0, System.nanoTime()));
            }
            Future<RecordMetadata> sent = lane.append(draft, started + settings.deliveryTimeoutNanos(), callback);
            KafkaException why = abandoned;
            if (why != null) {
                lane.abandon(why); // closed meanwhile: nobody else would
            }
            return sent;
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private void wakeWriters() {
        writers.forEach(RegionWriter::wake);
    }

    /** Waits until every event sent so far is acknowledged or has failed; {@code delivery.timeout.ms} bounds it. */
    @Override
    public void flush() {
        try {
            streams.awaitAll(System.nanoTime() + settings.deliveryTimeoutNanos());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** The stream's partitions, the same in every region; leaders and replicas differ per region and are not told. */
    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        try {
            int partitions = streams.get(topic, settings.maxBlockNanos(), this::wakeWriters)
                    .partitions();
            List<PartitionInfo> infos = new ArrayList<>();
            for (int i = 0; i < partitions; i++) {
                infos.add(new PartitionInfo(topic, i, Node.noNode(), new Node[0], new Node[0]));
            }
            return infos;
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** The metrics of every region's plain producer; their client ids end with the region. */
    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        Map<MetricName, Metric> all = new HashMap<>();
        for (RegionWriter writer : writers) {
            PlainProducer plain = writer.current();
            if (plain != null) {
                all.putAll(plain.metrics());
            }
        }
        return all;
    }

    @Override
    public void close() {
        close(FOREVER);
    }

    /** Waits for what is in flight, no longer than {@code timeout} and {@code delivery.timeout.ms}; the rest fails. */
    @Override
    public void close(Duration timeout) {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        long nanos = Math.min(
                timeout.compareTo(FOREVER) > 0 ? Long.MAX_VALUE : timeout.toNanos(), settings.deliveryTimeoutNanos());
        try {
            streams.awaitAll(System.nanoTime() + nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeWriters(Duration.ofNanos(Math.min(nanos, CLOSE_GRACE.toNanos())));
            KafkaException why = new KafkaException(
                    "The producer was closed before the event was acknowledged; it may still take effect");
            abandoned = why; // before, so that a send at the same moment sees it
            streams.abandon(why);
            reporter.close();
            watch.close();
            installation.close();
            serializers.close();
        }
    }

    private void closeWriters(Duration grace) {
        writers.forEach(
                writer -> writer.close(grace)); // only max-performance and a lost region leave anything to write
        try {
            for (RegionWriter writer : writers) {
                writer.join(grace);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Always fails: a transaction of one region's log cannot cover the others. */
    @Override
    public void initTransactions() {
        throw noTransactions();
    }

    /** Always fails, as {@link #initTransactions}. */
    @Override
    public void beginTransaction() {
        throw noTransactions();
    }

    /** Always fails, as {@link #initTransactions}. */
    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
        throw noTransactions();
    }

    /** Always fails, as {@link #initTransactions}. */
    @Override
    public void commitTransaction() {
        throw noTransactions();
    }

    /** Always fails, as {@link #initTransactions}. */
    @Override
    public void abortTransaction() {
        throw noTransactions();
    }

    private static UnsupportedOperationException noTransactions() {
        return new UnsupportedOperationException(
                "BatonProducer has no transactions: one region's log cannot commit for the"
                        + " others. For effects exactly once, use a BatonProcessor with a transactional sink");
    }

    /** Always fails: metrics are pushed per region by Kafka's own clients, not for all of them. */
    @Override
    public void registerMetricForSubscription(KafkaMetric metric) {
        throw new UnsupportedOperationException(
                "BatonProducer takes no metrics for subscription; read metrics() instead");
    }

    /** Always fails, as {@link #registerMetricForSubscription}. */
    @Override
    public void unregisterMetricFromSubscription(KafkaMetric metric) {
        throw new UnsupportedOperationException(
                "BatonProducer takes no metrics for subscription; read metrics() instead");
    }

    /** Always fails: there is one instance id per region, not one for all. */
    @Override
    public Uuid clientInstanceId(Duration timeout) {
        throw new UnsupportedOperationException(
                "BatonProducer has a client in each region and no instance id of its own");
    }
}
