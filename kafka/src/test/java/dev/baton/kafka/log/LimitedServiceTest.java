package dev.baton.kafka.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.event.Envelope;
import dev.baton.core.event.EventIdHeader;
import dev.baton.kafka.client.BatonProperties;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.probe.Abilities;
import dev.baton.kafka.probe.AbilityProbe;
import dev.baton.kafka.producer.BatonProducer;
import dev.baton.kafka.stream.EnvelopeDeserializer;
import dev.baton.kafka.survey.Checkup;
import dev.baton.kafka.survey.Finding;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.log.LogReader;
import dev.baton.runtime.log.LogWriter;
import dev.baton.runtime.log.RegionLogs;
import dev.baton.testkit.broker.BrokerOptions;
import dev.baton.testkit.broker.KafkaBroker;
import dev.baton.testkit.broker.LimitedKafka;
import dev.baton.testkit.broker.Listener;
import dev.baton.testkit.process.Janitor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A region whose service speaks a part of Kafka's protocol, beside one that is Kafka: both are topics of one broker, the first behind a
 * {@link LimitedKafka}.
 */
@Tag("chaos")
class LimitedServiceTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final String LIMITED = "LIMITED";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int EVENTS = 300;
    private static final LogId LOG = new LogId("flights", 0);

    @TempDir
    static Path directory;

    private static LimitedKafka limited;
    private static KafkaBroker broker;
    private static Path config;

    @BeforeAll
    static void startBroker() throws Exception {
        limited = LimitedKafka.bind(LimitedKafka.LACKING, true);
        broker = KafkaBroker.start(
                Janitor.start(),
                BrokerOptions.in(directory.resolve("broker"), "broker")
                        .withListeners(new Listener(LIMITED, limited.port())));
        broker.awaitReady(Duration.ofSeconds(60));
        limited.forwardTo(broker.port(LIMITED));
        broker.createTopic("flights-r1", 1, Map.of());
        broker.createTopic("flights-r2", 1, Map.of());
        config = Files.writeString(
                directory.resolve("baton.yaml"),
                """
                name: limited
                regions:
                  r1: { type: oci-kafka, kafka: { bootstrap.servers: "%s" } }
                  r2: { kafka: { bootstrap.servers: "%s" } }
                streams:
                  flights: { topics: { r1: flights-r1, r2: flights-r2 } }
                token: { directory: token }
                """
                        .formatted(broker.bootstrap(LIMITED), broker.bootstrap()));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
        limited.close();
    }

    @Test
    void shouldFindOutWhatTheServiceCanDo() throws Exception {
        assertThat(abilities(broker.bootstrap(LIMITED))).isEqualTo(new Abilities(false, false, true, false));
        assertThat(abilities(broker.bootstrap())).isEqualTo(new Abilities(true, true, true, true));

        // When
        ConfigResource canaries = new ConfigResource(ConfigResource.Type.TOPIC, "baton-canary");
        ConfigEntry ownTime = new ConfigEntry("message.timestamp.type", "LogAppendTime");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.incrementalAlterConfigs(
                            Map.of(canaries, List.of(new AlterConfigOp(ownTime, AlterConfigOp.OpType.SET))))
                    .all()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        // Then
        assertThat(abilities(broker.bootstrap())).isEqualTo(new Abilities(true, true, false, true));
    }

    @Test
    void shouldSayInACheckWhatTheServiceLacks() {
        assertThat(Checkup.of(BatonConfig.load(config), PATIENCE))
                .filteredOn(finding -> finding.subject().equals("region r1"))
                .extracting(Finding::text)
                .anySatisfy(text -> assertThat(text).contains("serves its clients"))
                .anySatisfy(text -> assertThat(text).contains("no idempotent producers"))
                .anySatisfy(text -> assertThat(text).contains("no headers"))
                .anySatisfy(text -> assertThat(text).contains("the settings of topics"));
    }

    @Test
    void shouldRefuseAnEnvelopeThatItCannotReadAndLeaveWhatHasAnIdAlone() {
        // Given
        EnvelopeDeserializer<byte[]> deserializer = new EnvelopeDeserializer<>(new ByteArrayDeserializer());
        byte[] mark = new Envelope(0, List.of()).encode();
        byte[] newer = mark.clone();
        newer[2] = 9;

        // When // Then
        for (byte[] value : List.of(mark, newer)) {
            assertThatThrownBy(() -> deserializer.deserialize("flights", new RecordHeaders(), value))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("flights");
        }
        RecordHeaders headers = new RecordHeaders();
        headers.add(EventIdHeader.NAME, EventIdHeader.write(1, 2, 0));
        assertThat(deserializer.deserialize("flights", headers, mark)).isEqualTo(mark);
    }

    @Test
    void shouldNotTakeSilenceForInability() {
        assertThatThrownBy(() -> AbilityProbe.ask(
                        R1, Map.of("bootstrap.servers", "127.0.0.1:1"), Duration.ofSeconds(1), () -> "nonce"))
                .isInstanceOf(KafkaException.class);
    }

    @Test
    void shouldWriteTheSameEventsToBothAndCopyBetweenThem() throws Exception {
        // Given
        Map<String, Object> properties = new HashMap<>(Map.of(
                BatonProperties.CONFIG,
                config.toString(),
                "key.serializer",
                StringSerializer.class,
                "value.serializer",
                StringSerializer.class));
        try (Installation installation = Installation.open(config);
                RegionLogs r1 = new KafkaRegionLogs(installation, R1);
                RegionLogs r2 = new KafkaRegionLogs(installation, R2)) {

            // When
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            try (BatonProducer<String, String> producer = new BatonProducer<>(properties)) {
                String tooLarge = "x".repeat((1 << 20) - 4_000);
                assertThatThrownBy(() -> producer.send(new ProducerRecord<>("flights", tooLarge))
                                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isInstanceOf(RecordTooLargeException.class);
                for (int i = 0; i < EVENTS; i++) {
                    ProducerRecord<String, String> event = new ProducerRecord<>("flights", "key-" + i, "value-" + i);
                    event.headers().add("of-the-application", bytes("header-" + i));
                    sent.add(producer.send(event));
                }
                for (Future<RecordMetadata> each : sent) {
                    each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                }
            }

            // Then
            List<KafkaLogRecord> here = read(r1, EVENTS);
            assertThat(here)
                    .extracting(LimitedServiceTest::shown)
                    .containsExactlyElementsOf(read(r2, EVENTS).stream()
                            .map(LimitedServiceTest::shown)
                            .toList())
                    .containsExactlyElementsOf(IntStream.range(0, EVENTS)
                            .mapToObj(i ->
                                    here.get(0).producer() + ":" + i + " key-" + i + " value-" + i + " header-" + i)
                            .toList());
            assertThat(plain("flights-r1").headers()).isEmpty();
            assertThat(plain("flights-r2").headers()).isNotEmpty();

            // When
            try (LogWriter writer = r1.write()) {
                writer.append(LOG, here.get(7), 1);
                writer.flush(PATIENCE);
            }

            // Then
            assertThat(shown(read(r1, EVENTS + 1).get(EVENTS))).isEqualTo(shown(here.get(7)));
        }
    }

    private static Abilities abilities(String bootstrap) {
        return AbilityProbe.ask(R1, Map.of("bootstrap.servers", bootstrap), PATIENCE, Installation::nonce);
    }

    private static List<KafkaLogRecord> read(RegionLogs logs, int count) {
        List<KafkaLogRecord> records = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (LogReader reader = logs.read(Map.of(LOG, 0L))) {
            while (records.size() < count && System.nanoTime() - deadline < 0) {
                reader.poll(Duration.ofSeconds(1))
                        .values()
                        .forEach(found -> found.forEach(record -> {
                            records.add((KafkaLogRecord) record);
                        }));
            }
        }
        return records;
    }

    private static String shown(KafkaLogRecord record) {
        ConsumerRecord<byte[], byte[]> source = record.source();
        return record.producer() + ":" + record.sequence() + " " + text(source.key()) + " " + text(source.value()) + " "
                + text(source.headers().lastHeader("of-the-application").value());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The first record as anybody else finds it. */
    private static ConsumerRecord<byte[], byte[]> plain(String topic) {
        Map<String, Object> properties = Map.of("bootstrap.servers", broker.bootstrap());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition first = new TopicPartition(topic, 0);
            consumer.assign(List.of(first));
            consumer.seek(first, 0);
            return consumer.poll(PATIENCE).iterator().next();
        }
    }
}
