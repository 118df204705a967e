package dev.baton.bench;

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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Two regions with a real broker each, and a token that nobody but the benchmark changes. */
final class BenchRegions implements AutoCloseable {

    static final RegionId R1 = new RegionId("r1");
    static final RegionId R2 = new RegionId("r2");
    static final int PARTITIONS = 6;
    /** The size of an event's value. */
    static final int VALUE_BYTES = 1_024;

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(120);
    private static final Duration TTL = Duration.ofMillis(1500);

    /** Old segments go before the system writes them to disk, so that no round pays for the bytes of an earlier one. */
    private static final Map<String, String> SHORT_LIVED = Map.of(
            "log.segment.bytes", "16777216",
            "log.retention.bytes", "201326592",
            "log.retention.check.interval.ms", "1000",
            "log.segment.delete.delay.ms", "1000",
            "log.initial.task.delay.ms", "1000");

    private final Path directory;
    private final Janitor janitor = Janitor.start();
    private final KafkaBroker r1;
    private final KafkaBroker r2;
    private final Path config;
    private final Installation installation;

    BenchRegions(Path directory) {
        this.directory = directory;
        this.r1 = broker(directory, "r1");
        this.r2 = broker(directory, "r2");
        for (KafkaBroker broker : List.of(r1, r2)) {
            broker.awaitReady(START);
            for (String stream : List.of("plain", "baton")) {
                broker.createTopic(stream, PARTITIONS, Map.of());
            }
        }
        this.config = install("bench", "baton: {}");
        this.installation = Installation.open(config);
    }

    /** Another installation of the same regions, with these streams and a token that says that both are in sync. */
    Path install(String name, String streams) {
        Path file = directory.resolve(name + ".yaml");
        try {
            Files.writeString(
                    file,
                    """
                    name: %s
                    regions:
                      r1: { kafka: { bootstrap.servers: "%s" } }
                      r2: { kafka: { bootstrap.servers: "%s" } }
                    streams: { %s }
                    token: { directory: token, ttl: %dms }
                    """
                            .formatted(name, r1.bootstrap(), r2.bootstrap(), streams, TTL.toMillis()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (Installation opened = Installation.open(file)) {
            CasOutcome created = opened.tokens().create(Token.first(name, List.of(R1, R2), R1, TTL, audit("first")));
            check(created instanceof CasOutcome.Applied, "the token was not created: " + created);
        }
        return file;
    }

    private KafkaBroker broker(Path directory, String name) {
        return KafkaBroker.start(
                janitor,
                BrokerOptions.in(directory.resolve(name), "broker-" + name)
                        .withMaxHeapMiB(1024)
                        .withSettings(SHORT_LIVED)
                        .withJvmFlags("-XX:+UseG1GC"));
    }

    KafkaBroker broker(RegionId region) {
        return region.equals(R1) ? r1 : r2;
    }

    /** Properties of a plain producer of one region. */
    Map<String, Object> plainProducer(RegionId region) {
        Map<String, Object> properties = producer();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker(region).bootstrap());
        return properties;
    }

    Map<String, Object> batonProducer() {
        Map<String, Object> properties = producer();
        properties.put(BatonProperties.CONFIG, config.toString());
        return properties;
    }

    private static Map<String, Object> producer() {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        return properties;
    }

    Map<String, Object> plainConsumer(RegionId region, String group) {
        Map<String, Object> properties = consumer(group);
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker(region).bootstrap());
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return properties;
    }

    Map<String, Object> batonConsumer(RegionId region, String group) {
        Map<String, Object> properties = consumer(group);
        properties.put(BatonProperties.CONFIG, config.toString());
        properties.put(BatonProperties.REGION, region.value());
        return properties;
    }

    /** Options of {@code format("baton")}; a batch takes all that there is. */
    Map<String, String> sparkOptions(RegionId region, String group) {
        return Map.of(
                "config",
                config.toString(),
                "region",
                region.value(),
                "group",
                group,
                "stream",
                "baton",
                "maxEventsPerTrigger",
                Integer.toString(Integer.MAX_VALUE));
    }

    private static Map<String, Object> consumer(String group) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return properties;
    }

    /** As a monitor would. */
    void demote(RegionId region) {
        demote(installation, region);
    }

    static void demote(Installation installation, RegionId region) {
        change(installation, (token, by) -> token.demote(region, by));
    }

    Token change(BiFunction<Token, Audit, Transition> change) {
        return change(installation, change);
    }

    private static Token change(Installation installation, BiFunction<Token, Audit, Transition> change) {
        Token current = installation.tokens().read();
        Token next = change.apply(current, audit("bench")).fold(legal -> legal, refused -> {
            throw new IllegalStateException(refused.why());
        });
        CasOutcome outcome = installation.tokens().compareAndSet(current, next);
        check(outcome instanceof CasOutcome.Applied, "the token was not changed: " + outcome);
        return next;
    }

    /** As a monitor does it, once the consumers of the other region have stopped; returns when the gate opened. */
    long handOver(RegionId to) throws InterruptedException {
        Token before = change((token, by) -> token.beginHandover(to, by));
        long deadline = System.nanoTime() + STOP.toNanos();
        while (!registrations().running(before.active()).isEmpty()) {
            check(System.nanoTime() < deadline, "the consumers do not stop");
            Thread.sleep(1);
        }
        change((token, by) -> token.completeHandover(to, by));
        return System.nanoTime();
    }

    Token token() {
        return installation.tokens().read();
    }

    Registrations registrations() {
        return new Registrations(installation.store(), installation.config().name());
    }

    /** An event without a key. */
    static ProducerRecord<byte[], byte[]> record(String stream) {
        return new ProducerRecord<>(stream, new byte[VALUE_BYTES]);
    }

    static Audit audit(String reason) {
        return new Audit(reason, "bench", Instant.EPOCH, Installation.nonce());
    }

    /** Removes a directory with everything in it. */
    static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalStateException(message);
        }
    }

    @Override
    public void close() {
        installation.close();
        r1.close();
        r2.close();
        janitor.close();
    }
}
