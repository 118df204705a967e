package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.core.RegionId;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.kafka.client.BatonProperties;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.consumer.BatonProcessor;
import dev.baton.kafka.producer.BatonProducer;
import dev.baton.testkit.broker.BrokerOptions;
import dev.baton.testkit.broker.KafkaBroker;
import dev.baton.testkit.cloud.CloudFault;
import dev.baton.testkit.cloud.CloudServer;
import dev.baton.testkit.cloud.OciIdentity;
import dev.baton.testkit.cloud.OciStreams;
import dev.baton.testkit.cloud.OciStreams.Lifecycle;
import dev.baton.testkit.process.Janitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Regions on OCI Streaming's own API, and of different kinds: one is lost under load, the other takes over, the first comes back, is
 * caught up, and gets the baton back. Agents decide; nobody changes the token by hand.
 */
@Tag("chaos")
class OciRegionsTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final String STREAM = "flights";
    private static final int PARTITIONS = 3;
    private static final int KEYS = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final OciIdentity user = OciIdentity.create();
    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final MemorySink<ConsumerRecord<String, String>> sink = new MemorySink<>();
    private final AtomicBoolean producing = new AtomicBoolean(true);

    @Tag("soak")
    @Test
    void shouldLoseAndRepeatNothingBetweenTwoRegionsOfOci() throws Exception {
        try (CloudServer r1 = region("fra");
                CloudServer r2 = region("iad")) {
            Loss cutOff = new Loss(
                    () -> r1.failAll(CloudFault.DROPPED), () -> r1.failAll(null), "did not answer in time or cut");
            failOverAndBack(cutOff, configuration(oci(r1), oci(r2)));
        }
    }

    /** As the demonstration tests it: the check meets a stream that was deleted. */
    @Test
    void shouldLoseAndRepeatNothingBetweenOciAndKafkaWhenTheStreamIsDeleted() throws Exception {
        Janitor janitor = Janitor.start();
        OciStreams streams = new OciStreams("fra", Clock.systemUTC(), OciStreams.Limits.DOCUMENTED);
        String id = streams.create(STREAM, PARTITIONS);
        Loss deleted = new Loss(
                () -> streams.lifecycle(id, Lifecycle.DELETED),
                () -> streams.lifecycle(id, Lifecycle.ACTIVE),
                "the stream is DELETED, says the control plane");
        try (CloudServer r1 = CloudServer.ociStreaming(streams, user, Clock.systemUTC());
                KafkaBroker r2 =
                        KafkaBroker.start(janitor, BrokerOptions.in(directory.resolve("broker"), "broker-r2"))) {
            r2.awaitReady(PATIENCE);
            r2.createTopic(STREAM, PARTITIONS, Map.of());
            failOverAndBack(
                    deleted, configuration(oci(r1), "{ kafka: { bootstrap.servers: \"" + r2.bootstrap() + "\" } }"));
        }
    }

    @Test
    void shouldGoOnAfterARestartWhereTheGroupHasBeen() throws Exception {
        try (CloudServer r1 = region("fra");
                CloudServer r2 = region("iad")) {
            // Given
            Path file = configuration(oci(r1), oci(r2));
            assertThat(Cli.run(file, "token", "create", "--active", "r1").exit())
                    .isZero();
            Thread load = new Thread(() -> produce(file));
            try (BatonProcessor<String, String> processor = processor(file, R1)) {
                load.start();
                awaitMore(300);
                producing.set(false);
                load.join();
                await().atMost(PATIENCE).until(() -> sink.effects().size() == acknowledged.size());
            }

            // When
            List<String> read = readOn(file);

            // Then
            assertThat(read).isEmpty();
        }
    }

    /** What a member of the group is given within two seconds, before anything is dropped as a repeat. */
    private static List<String> readOn(Path file) {
        List<String> read = new ArrayList<>();
        Map<String, Object> properties = Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                "processors",
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                StringDeserializer.class);
        try (Installation installation = Installation.open(file);
                Consumer<String, String> consumer =
                        installation.clients().consumer(R1, properties, null, new StringDeserializer())) {
            consumer.subscribe(List.of(STREAM));
            await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(event -> read.add(event.value()));
                return consumer.assignment().size() == PARTITIONS;
            });
            long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            while (System.nanoTime() - end < 0) {
                consumer.poll(Duration.ofMillis(100)).forEach(event -> read.add(event.value()));
            }
        }
        return read;
    }

    private CloudServer region(String name) {
        OciStreams streams = new OciStreams(name, Clock.systemUTC(), OciStreams.Limits.DOCUMENTED);
        streams.create(STREAM, PARTITIONS);
        return CloudServer.ociStreaming(streams, user, Clock.systemUTC());
    }

    private String oci(CloudServer server) {
        return "{ type: oci, oci: { pool: ocid1.streampool.oc1..p, controlEndpoint: \"" + server.uri()
                + "\", configFile: \"" + user.write(directory) + "\" } }";
    }

    /** Its monitors are patient, as a loaded machine is no loss of a region. */
    private Path configuration(String r1, String r2) throws IOException {
        Path file = directory.resolve("baton.yaml");
        return Files.writeString(
                file,
                """
                name: payments
                regions:
                  r1: %s
                  r2: %s
                streams:
                  flights: {}
                token: { directory: token, ttl: 1500ms }
                monitor: { coolDown: 1s, probeTimeout: 3s, downAfter: 4s }
                """
                        .formatted(r1, r2));
    }

    /** How r1 is lost and comes back, and what its monitors then say among other words. */
    private record Loss(Runnable begin, Runnable end, String words) {}

    private void failOverAndBack(Loss loss, Path file) throws Exception {
        assertThat(Cli.run(file, "token", "create", "--active", "r1").exit()).isZero();
        Thread load = new Thread(() -> produce(file));
        Cli agent1 = Cli.start(file, "agent", "--region", "r1");
        Cli agent2 = Cli.start(file, "agent", "--region", "r2");
        try (BatonProcessor<String, String> first = processor(file, R1);
                BatonProcessor<String, String> second = processor(file, R2)) {
            // Given
            await().atMost(PATIENCE)
                    .until(() ->
                            agent1.out().contains("r1 is UP") && agent2.out().contains("r1 is UP"));
            load.start();
            awaitMore(300);

            // When
            loss.begin().run();
            await().atMost(PATIENCE).until(() -> token(file).active().equals(R2));
            awaitMore(300);
            loss.end().run();
            await().atMost(PATIENCE).until(() -> token(file).sync(R1) == Sync.IN_SYNC);
            Cli failback = Cli.run(file, "failback");
            assertThat(failback.exit()).as(failback.out() + failback.err()).isZero();
            awaitMore(300);
            producing.set(false);
            load.join();
            await().atMost(PATIENCE).until(() -> sink.effects().size() >= acknowledged.size());

            // Then
            assertThat(agent1.out() + agent2.out()).contains(loss.words());
            Cli verify = Cli.run(file, "verify", STREAM);
            assertThat(verify.exit()).as(verify.out() + verify.err()).isZero();
        } finally {
            end(load, agent1, agent2);
        }
        List<String> effects =
                sink.effects().stream().map(ConsumerRecord::value).toList();
        assertThat(effects).doesNotHaveDuplicates().containsAll(acknowledged);
        assertInOrder(effects);
    }

    /** All of them, whatever becomes of one: they write into the directory, which is deleted next. */
    private void end(Thread load, Cli... agents) throws InterruptedException {
        producing.set(false);
        load.join(PATIENCE.toMillis());
        AssertionError failed = null;
        for (Cli agent : agents) {
            try {
                agent.interrupt();
            } catch (AssertionError e) {
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    private void awaitMore(int events) {
        int before = sink.effects().size();
        await().atMost(PATIENCE).until(() -> sink.effects().size() > before + events);
    }

    private static Token token(Path file) {
        try (Installation installation = Installation.open(file)) {
            return installation.tokens().read();
        }
    }

    private void produce(Path file) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(BatonProperties.CONFIG, file.toString());
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        try (BatonProducer<String, String> producer = new BatonProducer<>(properties)) {
            for (int i = 0; producing.get(); i++) {
                String event = i % KEYS + ":" + i / KEYS;
                var unused = producer.send(new ProducerRecord<>(STREAM, "key-" + i % KEYS, event), (where, why) -> {
                    if (why == null) {
                        acknowledged.add(event);
                    }
                });
                LockSupport.parkNanos(4_000_000);
            }
            producer.flush();
        }
    }

    private BatonProcessor<String, String> processor(Path file, RegionId region) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(BatonProperties.CONFIG, file.toString());
        properties.put(BatonProperties.REGION, region.value());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, "processors");
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        BatonProcessor<String, String> processor = new BatonProcessor<>(properties, List.of(STREAM), sink);
        new Thread(processor, "processor-" + region).start();
        return processor;
    }

    private static void assertInOrder(List<String> effects) {
        Map<String, Integer> last = new HashMap<>();
        for (String event : effects) {
            String[] parts = event.split(":", 2);
            int number = Integer.parseInt(parts[1]);
            assertThat(number).as(event).isGreaterThan(last.getOrDefault(parts[0], -1));
            last.put(parts[0], number);
        }
    }
}
