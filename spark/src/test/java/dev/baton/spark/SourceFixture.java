package dev.baton.spark;

import dev.baton.core.RegionId;
import dev.baton.core.event.EventIdHeader;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Token;
import dev.baton.kafka.client.Installation;
import dev.baton.testkit.broker.BrokerOptions;
import dev.baton.testkit.broker.KafkaBroker;
import dev.baton.testkit.postgres.PostgresServer;
import dev.baton.testkit.process.Janitor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.LongToIntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A region with a real broker, a real database, and Spark, and another one with the same logs. */
@Tag("chaos")
@Timeout(120)
abstract class SourceFixture {

    static final RegionId R1 = new RegionId("r1");
    static final RegionId R2 = new RegionId("r2");
    static final long PRODUCER = 7;
    static final long BEGAN = 1_700_000_000_000L;
    static final String APPLY = "INSERT INTO applied (sequence, value) VALUES (:sequence, :value)";
    static final Duration START = Duration.ofSeconds(60);

    @TempDir
    static Path servers;

    static Janitor janitor;
    static KafkaBroker broker;
    static PostgresServer database;
    static SparkSession spark;
    static int tests;

    @TempDir
    Path directory;

    String stream;

    @BeforeAll
    static void start() {
        janitor = Janitor.start();
        broker = KafkaBroker.start(janitor, BrokerOptions.in(servers.resolve("broker"), "broker"));
        database = PostgresServer.start(janitor, servers.resolve("database"));
        spark = FlightsApplication.local("source");
        broker.awaitReady(START);
        database.awaitReady(START);
        LakeTable.catalog(database.jdbcUrl(), servers.resolve("lake"))
                .forEach((key, value) -> spark.conf().set(key, value));
    }

    @AfterAll
    static void end() {
        spark.stop();
        janitor.close();
    }

    @BeforeEach
    void raise() throws IOException, SQLException {
        stream = "flights" + ++tests;
        broker.createTopic(stream, partitions(), Map.of("retention.ms", "-1"));
        Path config = Files.writeString(
                directory.resolve("baton.yaml"),
                """
                name: %s
                regions:
                  r1: { kafka: { bootstrap.servers: "%s" } }
                  r2: { kafka: { bootstrap.servers: "%s" } }
                streams: { %s: {} }
                token: { directory: token }
                """
                        .formatted(stream, broker.bootstrap(), underAnotherName(), stream));
        try (Installation installation = Installation.open(config)) {
            Audit first = new Audit("first", "test", Instant.EPOCH, Installation.nonce());
            installation.tokens().create(Token.first(stream, List.of(R1, R2), R1, Duration.ofMillis(1_500), first));
        }
        AppliedTable.create(database.jdbcUrl());
    }

    /** Of the stream. */
    int partitions() {
        return 2;
    }

    @AfterEach
    void clear() throws SQLException {
        AppliedTable.drop(database.jdbcUrl());
    }

    /** The same logs in both regions, so that nothing but the gate keeps a query of r2 from them. */
    static String underAnotherName() {
        return broker.bootstrap().replace("127.0.0.1", "localhost");
    }

    static List<Long> applied() throws SQLException {
        return AppliedTable.sequences(database.jdbcUrl());
    }

    /** As Baton's producer writes them; the event of each second is its sequence. */
    void write(long... sequences) throws Exception {
        write(sequence -> (int) (sequence % 2), sequences);
    }

    void write(LongToIntFunction partition, long... sequences) throws Exception {
        Map<String, Object> properties = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrap());
        ByteArraySerializer bytes = new ByteArraySerializer();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties, bytes, bytes)) {
            for (long sequence : sequences) {
                ProducerRecord<byte[], byte[]> event = new ProducerRecord<>(
                        stream,
                        partition.applyAsInt(sequence),
                        BEGAN + sequence * 1_000,
                        bytes("key " + sequence),
                        bytes("value " + sequence));
                event.headers().add(EventIdHeader.NAME, EventIdHeader.write(PRODUCER, sequence));
                event.headers().add("trace", bytes("t" + sequence));
                sent.add(producer.send(event));
            }
        }
        for (Future<RecordMetadata> each : sent) {
            each.get(); // closed above, so that it does not wait
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    Map<String, String> options(RegionId region) {
        return Map.of(
                "config",
                directory.resolve("baton.yaml").toString(),
                "region",
                region.value(),
                "group",
                stream,
                "stream",
                stream,
                "url",
                database.jdbcUrl());
    }

    List<StreamingQueryProgress> processAvailable(RegionId region, String checkpoint) throws Exception {
        Map<String, String> options = new TreeMap<>(options(region));
        options.put("effect", APPLY);
        return processAvailable(options, checkpoint);
    }

    /** Processes what there is; returns what the query has said of each of its batches. */
    List<StreamingQueryProgress> processAvailable(Map<String, String> options, String checkpoint) throws Exception {
        return processAvailable(rows(options), options, checkpoint);
    }

    static Dataset<Row> rows(Map<String, String> options) {
        return spark.readStream()
                .format("baton")
                .options(options)
                .option("maxEventsPerTrigger", 4)
                .load()
                .selectExpr("partition", "producer", "sequence", "cast(value AS string) AS value");
    }

    List<StreamingQueryProgress> processAvailable(Dataset<Row> rows, Map<String, String> options, String checkpoint)
            throws Exception {
        StreamingQuery query = rows.writeStream()
                .format("baton")
                .options(options)
                .option("checkpointLocation", directory.resolve(checkpoint).toString())
                .trigger(Trigger.AvailableNow())
                .start();
        query.awaitTermination();
        return Arrays.asList(query.recentProgress());
    }

    static long metric(String name, StreamingQueryProgress progress) {
        return Long.parseLong(progress.sources()[0].metrics().get(name));
    }
}
