package dev.baton.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a query reads and says, with a real broker and a real database. */
@Tag("chaos")
@Timeout(120)
class BatonSourceTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final long PRODUCER = 7;
    private static final long BEGAN = 1_700_000_000_000L;
    private static final String APPLY = "INSERT INTO applied (sequence, value) VALUES (:sequence, :value)";
    private static final Duration START = Duration.ofSeconds(60);

    @TempDir
    private static Path servers;

    private static Janitor janitor;
    private static KafkaBroker broker;
    private static PostgresServer database;
    private static SparkSession spark;
    private static int tests;

    @TempDir
    private Path directory;

    private String stream;

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
        broker.createTopic(stream, 2, Map.of("retention.ms", "-1"));
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

    @AfterEach
    void clear() throws SQLException {
        AppliedTable.drop(database.jdbcUrl());
    }

    /** The same logs in both regions, so that nothing but the gate keeps a query of r2 from them. */
    private static String underAnotherName() {
        return broker.bootstrap().replace("127.0.0.1", "localhost");
    }

    private static List<Long> applied() throws SQLException {
        return AppliedTable.sequences(database.jdbcUrl());
    }

    /** As Baton's producer writes them; the event of each second is its sequence. */
    private void write(long... sequences) throws Exception {
        Map<String, Object> properties = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrap());
        ByteArraySerializer bytes = new ByteArraySerializer();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties, bytes, bytes)) {
            for (long sequence : sequences) {
                ProducerRecord<byte[], byte[]> event = new ProducerRecord<>(
                        stream,
                        (int) (sequence % 2),
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

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Map<String, String> options(RegionId region) {
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

    private List<StreamingQueryProgress> processAvailable(RegionId region, String checkpoint) throws Exception {
        Map<String, String> options = new TreeMap<>(options(region));
        options.put("effect", APPLY);
        return processAvailable(options, checkpoint);
    }

    /** Processes what there is; returns what the query has said of each of its batches. */
    private List<StreamingQueryProgress> processAvailable(Map<String, String> options, String checkpoint)
            throws Exception {
        StreamingQuery query = spark.readStream()
                .format("baton")
                .options(options)
                .option("maxEventsPerTrigger", 4)
                .load()
                .selectExpr("partition", "producer", "sequence", "cast(value AS string) AS value")
                .writeStream()
                .format("baton")
                .options(options)
                .option("checkpointLocation", directory.resolve(checkpoint).toString())
                .trigger(Trigger.AvailableNow())
                .start();
        query.awaitTermination();
        return Arrays.asList(query.recentProgress());
    }

    private static long metric(String name, StreamingQueryProgress progress) {
        return Long.parseLong(progress.sources()[0].metrics().get(name));
    }

    @Test
    void shouldReadABoundedRange() throws Exception {
        // Given
        write(0, 1, 2, 3, 4, 5, 3);
        // When
        List<Row> rows = spark.read()
                .format("baton")
                .options(options(R1))
                .option("startingAt", Instant.ofEpochMilli(BEGAN + 1_000).toString())
                .option("endingAt", Instant.ofEpochMilli(BEGAN + 5_000).toString())
                .load()
                .selectExpr(
                        "sequence",
                        "producer",
                        "partition",
                        "cast(key AS string)",
                        "cast(value AS string)",
                        "headers[0].key",
                        "cast(headers[0].value AS string)",
                        "size(headers)",
                        "unix_millis(timestamp)")
                .orderBy("sequence")
                .collectAsList();
        // Then
        assertThat(rows)
                .extracting(Row::mkString)
                .containsExactlyElementsOf(IntStream.of(1, 2, 3, 4)
                        .mapToObj(i -> "" + i + PRODUCER + i % 2 + "key " + i + "value " + i + "tracet" + i + 1
                                + (BEGAN + i * 1_000L))
                        .toList());
    }

    @Test
    void shouldProcessWhatIsAvailableAndEnd() throws Exception {
        // Given
        write(LongStream.range(0, 20).toArray());
        // When
        List<StreamingQueryProgress> progress = processAvailable(R1, "checkpoint");
        // Then
        assertThat(applied())
                .containsExactlyElementsOf(LongStream.range(0, 20).boxed().toList());
        assertThat(progress).filteredOn(batch -> batch.numInputRows() > 0).hasSize(5);
        assertThat(progress).extracting(batch -> metric("lag", batch)).startsWith(16L, 12L, 8L, 4L, 0L);
        assertThat(progress).extracting(batch -> metric("term", batch)).startsWith(1L);
        assertThat(progress.get(0).sources()[0].metrics().get("gate")).contains("open");
        assertThat(progress.get(0).sources()[0].description())
                .isEqualTo("stream '" + stream + "' in region r1 for group '" + stream + "'");
    }

    @Test
    void shouldProcessWhatAFailedBatchHadThoughNothingHasComeSince() throws Exception {
        // Given
        write(0, 1, 2, 3);
        Map<String, String> wrong = new TreeMap<>(options(R1));
        wrong.put("effect", "INSERT INTO nowhere VALUES (:sequence)");
        assertThatThrownBy(() -> processAvailable(wrong, "checkpoint")).hasStackTraceContaining("nowhere");
        // When
        processAvailable(R1, "checkpoint");
        // Then
        assertThat(applied()).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void shouldDropWhatHasTakenEffectWhateverTheCheckpointSays() throws Exception {
        // Given
        write(0, 1, 2, 3, 4, 5, 3);
        processAvailable(R1, "checkpoint");
        write(6, 7);
        // When
        processAvailable(R1, "checkpoint");
        write(8, 9);
        List<StreamingQueryProgress> progress = processAvailable(R1, "another, which is empty");
        // Then
        assertThat(applied())
                .containsExactlyElementsOf(LongStream.range(0, 10).boxed().toList());
        assertThat(progress.get(progress.size() - 1))
                .extracting(last -> metric("duplicatesDropped", last))
                .isEqualTo(9L);
    }

    @Test
    void shouldBeTablesOfSparksCatalog() throws Exception {
        // Given
        write(0, 1, 2, 3);
        Map<String, String> options = new TreeMap<>(options(R1));
        options.put("startingAt", "earliest");
        createTable(stream, options);
        options.put("effect", APPLY);
        createTable(stream + "_effects", options);
        // When
        spark.readStream()
                .table(stream)
                .selectExpr("partition", "producer", "sequence", "cast(value AS string) AS value")
                .writeStream()
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .trigger(Trigger.AvailableNow())
                .toTable(stream + "_effects")
                .awaitTermination();
        // Then
        assertThat(applied()).containsExactly(0L, 1L, 2L, 3L);
        assertThat(spark.sql("SELECT sequence FROM " + stream).count()).isEqualTo(4);
        assertThat(spark.read().option("STARTINGAT", "latest").table(stream).count())
                .isZero();
        assertThatThrownBy(
                        () -> spark.table(stream).writeTo(stream + "_effects").append())
                .hasStackTraceContaining("No batch of format(\"baton\")");
    }

    private static void createTable(String name, Map<String, String> options) {
        String list = options.entrySet().stream()
                .map(option -> option.getKey() + " '" + option.getValue() + "'")
                .collect(Collectors.joining(", "));
        spark.sql("CREATE TABLE " + name + " USING baton OPTIONS (" + list + ")");
    }

    @Test
    void shouldDropWhatATableOfALakeHasWhateverTheCheckpointSays() throws Exception {
        // Given
        String table = "lake.db." + stream;
        spark.sql("CREATE TABLE " + table
                + " (value STRING, sequence BIGINT) USING iceberg PARTITIONED BY (bucket(2, sequence))");
        write(0, 1, 2, 3, 4, 5, 3);
        appendAvailable(table, "checkpoint");
        write(6, 7);
        // When
        appendAvailable(table, "checkpoint");
        write(8, 9);
        List<StreamingQueryProgress> progress = appendAvailable(table, "another, which is empty");
        // Then
        assertThat(spark.table(table).orderBy("sequence").collectAsList())
                .extracting(Row::mkString)
                .containsExactlyElementsOf(
                        LongStream.range(0, 10).mapToObj(i -> "value " + i + i).toList());
        assertThat(progress.get(progress.size() - 1))
                .extracting(last -> metric("duplicatesDropped", last))
                .isEqualTo(9L);
    }

    private List<StreamingQueryProgress> appendAvailable(String table, String checkpoint) throws Exception {
        Map<String, String> options = new TreeMap<>(options(R1));
        options.remove("url");
        options.put("table", table);
        return processAvailable(options, checkpoint);
    }

    @Test
    void shouldKeepTheFrontierForAnotherSink() throws Exception {
        // Given
        List<String> plain = new ArrayList<>();
        write(0, 1, 2, 3);
        processAvailableByPlainSink(plain, "checkpoint");
        write(4, 5);
        // When
        processAvailableByPlainSink(plain, "another, which is empty");
        // Then
        assertThat(plain)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 6).mapToObj(i -> "value " + i).toList());
    }

    private void processAvailableByPlainSink(List<String> sink, String checkpoint) throws Exception {
        spark.readStream()
                .format("baton")
                .options(options(R1))
                .load()
                .writeStream()
                .foreachBatch((Dataset<Row> batch, Long id) -> {
                    Dataset<Row> rows = batch.persist();
                    rows.selectExpr("cast(value AS string)").collectAsList().forEach(row -> sink.add(row.getString(0)));
                    rows.write()
                            .format("baton")
                            .options(options(R1))
                            .option("effect", "none")
                            .mode("append")
                            .save();
                    rows.unpersist();
                })
                .option("checkpointLocation", directory.resolve(checkpoint).toString())
                .trigger(Trigger.AvailableNow())
                .start()
                .awaitTermination();
    }

    @Test
    void shouldRunNoBatchWhereTheBatonIsNot() throws Exception {
        // Given
        write(0, 1);
        // When
        List<StreamingQueryProgress> progress = processAvailable(R2, "checkpoint");
        // Then
        assertThat(progress).allMatch(batch -> batch.numInputRows() == 0);
        assertThat(applied()).isEmpty();
    }
}
