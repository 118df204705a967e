package dev.baton.kafka;

import dev.baton.core.RegionId;
import dev.baton.core.token.Audit;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.kafka.client.BatonProperties;
import dev.baton.kafka.client.Installation;
import dev.baton.runtime.gate.Registrations;
import dev.baton.testkit.broker.BrokerOptions;
import dev.baton.testkit.broker.KafkaBroker;
import dev.baton.testkit.process.Janitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Two regions with a real broker each, and a test that plays the monitor. The brokers are started once for all tests of this
 * JVM, as that takes longest; each test has a stream and a token of its own.
 */
public final class TwoRegions implements AutoCloseable {

    public static final RegionId R1 = new RegionId("r1");
    public static final RegionId R2 = new RegionId("r2");
    public static final int PARTITIONS = 3;

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration TTL = Duration.ofMillis(1500);
    private static final AtomicInteger TESTS = new AtomicInteger();

    /** Closed by the janitor when this JVM ends. */
    private static final Map<RegionId, KafkaBroker> BROKERS = startBrokers();

    private final String stream = "flights-" + TESTS.incrementAndGet();
    private final Path config;
    private final Installation installation;

    /** Views of the token expire soon, as nothing else takes its time when a region is lost. */
    public TwoRegions(Path directory) {
        this(directory, TTL);
    }

    /** With a time-to-live for tests that no view may expire in, where the machine pauses or is slow. */
    public TwoRegions(Path directory, Duration ttl) {
        BROKERS.values().forEach(TwoRegions::makeReady);
        BROKERS.values().forEach(broker -> broker.createTopic(stream, PARTITIONS, Map.of()));
        this.config = write(directory, ttl);
        this.installation = Installation.open(config);
        Token first = Token.first(stream, List.of(R1, R2), R1, ttl, audit("first"));
        installation.tokens().create(first);
    }

    private static Map<RegionId, KafkaBroker> startBrokers() {
        Janitor janitor = Janitor.start();
        Map<RegionId, KafkaBroker> brokers = new HashMap<>();
        try {
            for (RegionId region : List.of(R1, R2)) {
                Path directory = Files.createTempDirectory("baton-" + region + "-");
                brokers.put(region, KafkaBroker.start(janitor, BrokerOptions.in(directory, "broker-" + region)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        brokers.values().forEach(broker -> broker.awaitReady(START));
        return brokers;
    }

    /** A test before may have left it frozen or dead. */
    private static void makeReady(KafkaBroker broker) {
        if (broker.process().isAlive()) {
            broker.thaw();
        } else {
            broker.restart();
        }
        broker.awaitReady(START);
    }

    private Path write(Path directory, Duration ttl) {
        try {
            Path file = directory.resolve("baton.yaml");
            return Files.writeString(
                    file,
                    """
                    name: %s
                    regions:
                      r1: { kafka: { bootstrap.servers: "%s" } }
                      r2: { kafka: { bootstrap.servers: "%s" } }
                    streams:
                      %s: {}
                    token: { directory: token, ttl: %dms }
                    """
                            .formatted(
                                    stream, broker(R1).bootstrap(), broker(R2).bootstrap(), stream, ttl.toMillis()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String stream() {
        return stream;
    }

    public KafkaBroker broker(RegionId region) {
        KafkaBroker broker = BROKERS.get(region);
        if (broker == null) {
            throw new IllegalArgumentException("no broker in " + region);
        }
        return broker;
    }

    public Installation installation() {
        return installation;
    }

    public Registrations registrations() {
        return new Registrations(installation.store(), stream);
    }

    public Map<String, Object> producer() {
        Map<String, Object> properties = new HashMap<>();
        properties.put(BatonProperties.CONFIG, config.toString());
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 1);
        return properties;
    }

    public Map<String, Object> consumer(RegionId region, String group) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(BatonProperties.CONFIG, config.toString());
        properties.put(BatonProperties.REGION, region.value());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        return properties;
    }

    public Token token() {
        return installation.tokens().read();
    }

    /** Changes the token as a monitor would; fails if the change is refused or lost. */
    public Token change(BiFunction<Token, Audit, Transition> change) {
        Token current = token();
        Token next = change.apply(current, audit("test")).fold(legal -> legal, refused -> {
            throw new AssertionError("refused: " + refused.why());
        });
        CasOutcome outcome = installation.tokens().compareAndSet(current, next);
        return outcome.fold(
                CasOutcome.Applied::token,
                conflict -> {
                    throw new AssertionError(
                            "conflict with version " + conflict.current().version());
                },
                unknown -> {
                    throw new AssertionError("unknown: " + unknown.why());
                });
    }

    private static Audit audit(String reason) {
        return new Audit(reason, "test", Instant.EPOCH, Installation.nonce());
    }

    @Override
    public void close() {
        installation.close();
    }
}
