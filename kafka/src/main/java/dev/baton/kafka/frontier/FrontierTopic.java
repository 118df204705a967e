package dev.baton.kafka.frontier;

import dev.baton.core.Decoded;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.frontier.FrontierCodec;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * One group's frontiers in the compacted topic {@value #NAME}: published to every region after each batch, read from the own
 * region. Records of a lower term are ignored (rule F).
 *
 * <p>For one thread. Publishing never blocks; reading and {@link #awaitPublished} end within their deadlines.
 */
public final class FrontierTopic implements AutoCloseable {

    /** The topic, the same in every region; made if it is missing. */
    public static final String NAME = "baton-frontier";

    static final int PARTITION = 0;

    /** The newest segment is never compacted, and whoever starts must read all of it; Kafka's default is 1 GiB. */
    private static final int SEGMENT_BYTES = 32 * 1024 * 1024;

    private static final Duration READ_DEADLINE = Duration.ofSeconds(2);
    private static final Duration SLICE = Duration.ofMillis(20);
    private static final Duration ADMIN_CLOSE = Duration.ZERO;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long RECREATE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final TopicPartition LOG_OF_FRONTIERS = new TopicPartition(NAME, PARTITION);

    /**
     * What the topic needs.
     *
     * @param own the region to read from
     * @param group whose frontiers
     * @param properties of a Kafka client, by region
     */
    public record Settings(RegionId own, String group, SortedMap<RegionId, Map<String, Object>> properties) {}

    /** {@code problem} says why the newest record cannot be read: nothing older may stand in for it. */
    private record Published(long term, Frontier frontier, @Nullable String problem) {}

    private final Settings settings;
    private final LongSupplier nanoTime;
    private final Consumer<byte[], byte[]> reader;
    private final Map<RegionId, Admin> admins = new TreeMap<>();
    private final Map<RegionId, Boolean> created = new ConcurrentHashMap<>();
    private final Map<RegionId, FrontierPublisher> publishers = new TreeMap<>();
    private final Map<LogId, Published> read = new HashMap<>();
    private final Map<LogId, Snapshot> own = new HashMap<>();
    private long lastCreate;

    /** Opens clients to every region; waits for none of them. */
    public FrontierTopic(Settings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        settings.properties().forEach((region, properties) -> {
            admins.put(region, Admin.create(properties));
            publishers.put(
                    region, new FrontierPublisher(region, FrontierPublisher.client(region, properties), nanoTime));
        });
        Map<String, Object> own = new HashMap<>(settings.properties().getOrDefault(settings.own(), Map.of()));
        own.remove(ConsumerConfig.GROUP_ID_CONFIG);
        own.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        own.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        own.put(ConsumerConfig.CLIENT_ID_CONFIG, "baton-frontier-reader");
        this.reader = new KafkaConsumer<>(own);
        reader.assign(List.of(LOG_OF_FRONTIERS));
        create();
    }

    /** Settings without which the topic would lose frontiers, or refuse them; the limit among them may be larger. */
    public static Map<String, String> needs() {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(FrontierPublisher.MAX_FRONTIER_BYTES));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what fails is tried again
    private void create() {
        lastCreate = nanoTime.getAsLong();
        Map<String, String> settings = new HashMap<>(needs());
        settings.put(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(SEGMENT_BYTES));
        NewTopic topic = new NewTopic(NAME, Optional.of(1), Optional.empty()).configs(settings);
        admins.forEach((region, admin) -> {
            if (!created.containsKey(region)) {
                admin.createTopics(List.of(topic)).all().whenComplete((made, why) -> created(region, why));
            }
        });
    }

    /** Who may not make topics cannot make one by accident either: then it is for whoever may. */
    private void created(RegionId region, @Nullable Throwable why) {
        if (why == null || why instanceof TopicExistsException || why instanceof AuthorizationException) {
            created.put(region, true);
            Optional.ofNullable(publishers.get(region)).ifPresent(FrontierPublisher::open);
        }
    }

    private void createWhatIsMissing() {
        if (created.size() < admins.size() && nanoTime.getAsLong() - lastCreate > RECREATE_NANOS) {
            create();
        }
    }

    /**
     * The newest frontier of {@code log} that reached this region, after everything that was published there before the call; it
     * is the caller's.
     *
     * @throws StoreUnavailableException if the region does not answer in time
     */
    public Frontier read(LogId log) {
        refresh();
        Published known = read.get(log);
        Snapshot mine = own.get(log);
        if (mine != null && (known == null || known.term() < mine.key().term())) {
            return mine.frontier();
        }
        if (known == null) {
            return new Frontier();
        }
        if (known.problem() != null) {
            throw new StoreUnavailableException(known.problem());
        }
        Frontier frontier = known.frontier().copy();
        if (mine != null && known.term() == mine.key().term()) {
            frontier.addAll(mine.frontier()); // of two owners in one term, both are right
        }
        return frontier;
    }

    private void refresh() {
        createWhatIsMissing();
        long deadline = nanoTime.getAsLong() + READ_DEADLINE.toNanos();
        try {
            Long end =
                    reader.endOffsets(List.of(LOG_OF_FRONTIERS), READ_DEADLINE).get(LOG_OF_FRONTIERS);
            while (end != null && reader.position(LOG_OF_FRONTIERS, READ_DEADLINE) < end) {
                if (deadline - nanoTime.getAsLong() <= 0) {
                    throw new StoreUnavailableException("Topic " + NAME + " of region " + settings.own()
                            + " could not be read to its end within " + READ_DEADLINE.toSeconds() + " s");
                }
                for (ConsumerRecord<byte[], byte[]> record : reader.poll(SLICE)) {
                    take(record);
                }
            }
        } catch (KafkaException e) {
            throw new StoreUnavailableException(
                    "Topic " + NAME + " of region " + settings.own() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null || record.value() == null) {
            return;
        }
        FrontierKey.parse(record.key())
                .filter(key -> key.group().equals(settings.group()))
                .ifPresent(key -> take(key, record));
    }

    private void take(FrontierKey key, ConsumerRecord<byte[], byte[]> record) {
        Decoded<Frontier> decoded = FrontierCodec.decode(record.value());
        if (decoded instanceof Decoded.Value<Frontier> value) {
            remember(key, value.value(), null);
        } else if (decoded instanceof Decoded.Malformed<Frontier> malformed) {
            remember(
                    key,
                    new Frontier(),
                    "The frontier of " + key.log() + ", group " + key.group() + ", at offset " + record.offset()
                            + " of topic " + NAME + " in " + settings.own() + " " + malformed.why()
                            + "; upgrade if a newer release wrote it");
        }
    }

    /** What is of a lower term is ignored. */
    private void remember(FrontierKey key, Frontier frontier, @Nullable String problem) {
        Published known = read.get(key.log());
        if (known != null && key.term() < known.term()) {
            return;
        }
        if (known != null && key.term() == known.term()) {
            frontier.addAll(known.frontier()); // of two owners in one term, both are right
        }
        read.put(key.log(), new Published(key.term(), frontier, problem));
    }

    /** Sends the frontier to every region and waits for none. The frontier may grow as soon as this returns. */
    public void publish(LogId log, Term term, Frontier frontier) {
        createWhatIsMissing();
        Snapshot snapshot = new Snapshot(new FrontierKey(term.value(), log, settings.group()), frontier);
        publishers.values().forEach(publisher -> publisher.publish(snapshot));
        snapshot.detach();
        own.put(log, snapshot);
        Published known = read.get(log);
        if (known != null && known.term() <= term.value() && frontier.covers(known.frontier())) {
            read.remove(log); // it tells nothing that is not in the snapshot
        }
    }

    /** The region whose topic is read. */
    public RegionId own() {
        return settings.own();
    }

    /** Sends again what did not arrive. */
    public void tend() {
        createWhatIsMissing();
        publishers.values().forEach(FrontierPublisher::resend);
    }

    /** Tells whether the own region has everything that was published before this call. */
    public BooleanSupplier arrival() {
        FrontierPublisher publisher = publishers.get(settings.own());
        return publisher == null ? () -> true : publisher.arrival();
    }

    /** Waits until the newest frontiers have arrived in {@code regions}; names those where one did not by the deadline. */
    public List<RegionId> awaitPublished(Collection<RegionId> regions, Duration deadline) throws InterruptedException {
        long end = nanoTime.getAsLong() + TimeUnit.NANOSECONDS.convert(deadline); // saturates
        List<RegionId> missing = missing(regions);
        while (!missing.isEmpty() && end - nanoTime.getAsLong() > 0) {
            TimeUnit.NANOSECONDS.sleep(RETRY_NANOS);
            missing = missing(missing);
        }
        return missing;
    }

    private List<RegionId> missing(Collection<RegionId> regions) {
        return publishers.entrySet().stream()
                .filter(publisher -> regions.contains(publisher.getKey()))
                .filter(publisher -> !publisher.getValue().hasArrived())
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public void close() {
        reader.close();
        publishers.values().forEach(FrontierPublisher::close);
        admins.values().forEach(admin -> admin.close(ADMIN_CLOSE));
    }
}
