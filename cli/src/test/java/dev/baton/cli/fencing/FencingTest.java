package dev.baton.cli.fencing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.core.RegionId;
import dev.baton.core.token.Audit;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.kafka.client.BatonProperties;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.producer.BatonProducer;
import dev.baton.testkit.broker.BrokerOptions;
import dev.baton.testkit.broker.KafkaBroker;
import dev.baton.testkit.postgres.PostgresServer;
import dev.baton.testkit.process.ChildProcess;
import dev.baton.testkit.process.Janitor;
import dev.baton.testkit.process.JvmCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("chaos")
class FencingTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final String STREAM = "payments";
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    private final Janitor janitor = Janitor.start();
    private final List<ChildProcess> processors = new ArrayList<>();
    private KafkaBroker r1;
    private KafkaBroker r2;
    private PostgresServer database;
    private Path config;
    private Installation installation;
    private BatonProducer<String, String> producer;
    private int sent;

    @BeforeEach
    void start() throws Exception {
        database = PostgresServer.start(janitor, directory.resolve("database"));
        r1 = KafkaBroker.start(janitor, BrokerOptions.in(directory.resolve("r1"), "broker-r1"));
        r2 = KafkaBroker.start(janitor, BrokerOptions.in(directory.resolve("r2"), "broker-r2"));
        for (KafkaBroker broker : List.of(r1, r2)) {
            broker.awaitReady(PATIENCE);
            broker.createTopic(STREAM, PARTITIONS, Map.of());
        }
        database.awaitReady(PATIENCE);
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            // Without a unique constraint, so that a repeat would be seen.
            statement.execute("CREATE TABLE effects (position bigserial, value integer, log integer, region text)");
        }
        config = Files.writeString(
                directory.resolve("baton.yaml"),
                """
                name: fencing
                regions:
                  r1: { kafka: { bootstrap.servers: "%s" } }
                  r2: { kafka: { bootstrap.servers: "%s" } }
                streams: { %s: {} }
                token: { directory: token }
                """
                        .formatted(r1.bootstrap(), r2.bootstrap(), STREAM));
        installation = Installation.open(config);
        installation.tokens().create(Token.first("fencing", List.of(R1, R2), R1, Duration.ofMillis(1500), audit()));
        producer = new BatonProducer<>(Map.of(
                BatonProperties.CONFIG, config.toString(),
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class));
    }

    @AfterEach
    void stop() {
        producer.close();
        installation.close();
        janitor.close();
    }

    @Test
    void shouldRefuseTheCommitOfAProcessorThatWasFrozenWhileTheBatonMoved() throws Exception {
        // Given
        ChildProcess frozen = processor(R1);
        processor(R2);
        send(300);
        await().atMost(PATIENCE).until(() -> effects().size() == 300);
        Files.createFile(directory.resolve("pause"));
        send(300);
        await().atMost(PATIENCE).until(() -> Files.exists(directory.resolve("paused")));
        frozen.freeze();
        Files.delete(directory.resolve("pause"));

        // When
        Token handover = change((token, by) -> token.beginHandover(R2, by));
        await().pollDelay(handover.viewsExpireIn()).until(() -> true); // rule H: it does not report
        change((token, by) -> token.completeHandover(R2, by));
        await().atMost(PATIENCE).until(() -> effects().size() == 600);
        frozen.thaw();
        assertThat(frozen.awaitExit(PATIENCE)).as("the zombie stops").isTrue();
        send(100);
        await().atMost(PATIENCE).until(() -> effects().size() >= 700);

        // Then
        assertThat(frozen.exitCode()).hasValue(PausingProcessorMain.FENCED);
        assertThat(frozen.logTail(20)).contains("Fenced: term 2 has taken over");
        assertExactlyOnceInOrder();
    }

    @Test
    void shouldLoseAndRepeatNothingWhenOneOfTwoProcessorsOfARegionIsKilled() throws Exception {
        // Given
        ChildProcess killed = processor(R1);
        processor(R1);
        send(500);
        await().atMost(PATIENCE).until(() -> effects().size() == 500);

        // When
        send(500);
        killed.kill();
        send(500);

        // Then
        await().atMost(PATIENCE).until(() -> effects().size() >= 1_500);
        assertExactlyOnceInOrder();
    }

    private ChildProcess processor(RegionId region) {
        String name = "processor-" + processors.size();
        JvmCommand command = JvmCommand.of(
                        PausingProcessorMain.class.getName(),
                        config.toString(),
                        region.value(),
                        STREAM,
                        database.jdbcUrl(),
                        directory.toString())
                .withFlags("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
        ChildProcess process = ChildProcess.start(janitor, name, command.toCommand(), directory.resolve(name + ".log"));
        processors.add(process);
        return process;
    }

    private void send(int events) throws Exception {
        List<Future<RecordMetadata>> futures = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            String number = Integer.toString(sent++);
            futures.add(producer.send(new ProducerRecord<>(STREAM, "key-" + number, number)));
        }
        for (Future<RecordMetadata> future : futures) {
            future.get(60, TimeUnit.SECONDS);
        }
    }

    private Token change(BiFunction<Token, Audit, Transition> change) {
        Token current = installation.tokens().read();
        Token next = change.apply(current, audit()).fold(legal -> legal, refused -> {
            throw new AssertionError("refused: " + refused.why());
        });
        assertThat(installation.tokens().compareAndSet(current, next)).isInstanceOf(CasOutcome.Applied.class);
        return next;
    }

    private static Audit audit() {
        return new Audit("test", "test", Instant.EPOCH, Installation.nonce());
    }

    private void assertExactlyOnceInOrder() throws SQLException {
        List<int[]> effects = effects();
        assertThat(effects)
                .extracting(effect -> effect[0])
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, sent).boxed().toList());
        for (int i = 0; i < PARTITIONS; i++) {
            int log = i;
            assertThat(effects.stream().filter(effect -> effect[1] == log).map(effect -> effect[0]))
                    .as("order in partition %d", log)
                    .isSorted();
        }
    }

    /** Value and partition of each effect, in the order in which they were written. */
    private List<int[]> effects() throws SQLException {
        List<int[]> effects = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT value, log FROM effects ORDER BY position")) {
            while (rows.next()) {
                effects.add(new int[] {rows.getInt(1), rows.getInt(2)});
            }
        }
        return effects;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl());
    }
}
