package dev.baton.kafka.probe;

import dev.baton.core.RegionId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out by trying what a service that speaks Kafka's protocol can do: with records of the topic {@code baton-canary}, which it makes if
 * it may. For one thread.
 */
public final class AbilityProbe {

    private static final Logger LOG = LoggerFactory.getLogger(AbilityProbe.class);
    private static final TopicPartition CANARIES = new TopicPartition(CanaryTopic.NAME, 0);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** Well off the service's own clock, and within the hour that the topic keeps. */
    private static final long AGE_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private final CanarySettings settings;
    private final Countdown countdown;
    private final String nonce;

    private AbilityProbe(CanarySettings settings, Countdown countdown, String nonce) {
        this.settings = settings;
        this.countdown = countdown;
        this.nonce = nonce;
    }

    /**
     * Asks the region for {@code patience} at most.
     *
     * @param properties of the region for Kafka's clients
     * @param nonces a fresh one at each call
     * @return what it can do; {@link Abilities#NONE} if there is no topic to try it with and it refuses to make one, or this identity may
     *     not use it, which is logged
     * @throws KafkaException if the region does not answer in time or lets nobody in, so that nothing is known
     */
    public static Abilities ask(
            RegionId region, Map<String, String> properties, Duration patience, Supplier<String> nonces) {
        CanarySettings settings = new CanarySettings(region, properties, patience);
        return new AbilityProbe(settings, new Countdown(patience), nonces.get()).ask();
    }

    private Abilities ask() {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings.consumer());
        try {
            Optional<String> refused = findTopic(consumer);
            return refused.isPresent() ? untried(refused.get()) : tryOut(consumer);
        } catch (TopicAuthorizationException e) {
            return untried(String.valueOf(e.getMessage()));
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    private Abilities untried(String why) {
        LOG.atWarn()
                .addKeyValue("event", "abilities-untried")
                .addKeyValue("region", settings.region())
                .addKeyValue("why", why)
                .log("Assuming that the service can do nothing but what every Kafka does");
        return Abilities.NONE;
    }

    /** Empty once there is the topic; why not, if the region refuses to make it. */
    private Optional<String> findTopic(KafkaConsumer<byte[], byte[]> consumer) {
        while (consumer.partitionsFor(CanaryTopic.NAME, countdown.leftOrThrow()).isEmpty()) {
            CanaryTopic.Order order = CanaryTopic.create(settings, countdown);
            if (order.isRefused()) {
                return Optional.of(order.what());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return Optional.empty();
    }

    private Abilities tryOut(KafkaConsumer<byte[], byte[]> consumer) {
        long sent = System.currentTimeMillis() - AGE_MILLIS;
        byte[] value = nonce.getBytes(StandardCharsets.UTF_8);
        Header header = new RecordHeader("baton.probe", value);
        boolean idempotence = send(true, sent, value, List.of()).isPresent();
        RecordMetadata written = send(false, sent, value, List.of(header))
                .or(() -> send(false, sent, value, List.of()))
                .orElseThrow(() -> new KafkaException("Region " + settings.region() + " takes no records"));
        ConsumerRecord<byte[], byte[]> read = read(consumer, written.offset());
        Header kept = read.headers().lastHeader(header.key());
        return new Abilities(
                idempotence,
                kept != null && Arrays.equals(kept.value(), value),
                read.timestamp() == sent,
                tellsSettings());
    }

    /** Where it landed; empty if the service cannot do this. */
    private Optional<RecordMetadata> send(boolean idempotent, long timestamp, byte[] value, List<Header> headers) {
        Map<String, Object> properties = settings.producer();
        if (idempotent) {
            properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
            properties.remove(ProducerConfig.RETRIES_CONFIG);
            properties.remove(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION);
        }
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties);
        try {
            return Optional.of(producer.send(new ProducerRecord<>(
                            CANARIES.topic(), CANARIES.partition(), timestamp, null, value, headers))
                    .get(countdown.leftOrThrow().toNanos(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            throwUnlessRefused(e.getCause() == null ? e : e.getCause());
            return Optional.empty();
        } catch (KafkaException e) {
            throwUnlessRefused(e);
            return Optional.empty();
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException("no acknowledgement in time", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } finally {
            producer.close(Duration.ZERO);
        }
    }

    /** A service that is away, or lets nobody in, has said nothing about what it can do. */
    private static void throwUnlessRefused(Throwable why) {
        Throwable said = why instanceof ApiException || why.getCause() == null ? why : why.getCause();
        boolean isRefusal = said instanceof ApiException
                && !(said instanceof RetriableException)
                && !(said instanceof AuthenticationException)
                && !(said instanceof TopicAuthorizationException);
        if (!isRefusal) {
            throw why instanceof KafkaException known ? known : new KafkaException(why);
        }
    }

    private ConsumerRecord<byte[], byte[]> read(KafkaConsumer<byte[], byte[]> consumer, long offset) {
        consumer.assign(List.of(CANARIES));
        consumer.seek(CANARIES, offset);
        while (true) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(countdown.leftOrThrow())) {
                if (record.offset() == offset) {
                    return record;
                }
            }
        }
    }

    private boolean tellsSettings() {
        Admin admin = Admin.create(settings.admin());
        try {
            ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, CanaryTopic.NAME);
            admin.describeConfigs(List.of(topic))
                    .all()
                    .get(countdown.leftOrThrow().toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException e) {
            return false;
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException("no settings in time", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } finally {
            admin.close(Duration.ZERO);
        }
    }
}
