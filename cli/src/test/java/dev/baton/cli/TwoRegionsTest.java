package dev.baton.cli;

import static dev.baton.cli.Installations.R1;
import static dev.baton.cli.Installations.R2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.core.event.EventIdHeader;
import dev.baton.core.token.Sync;
import dev.baton.testkit.broker.BrokerOptions;
import dev.baton.testkit.broker.KafkaBroker;
import dev.baton.testkit.process.Janitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The commands as a user runs them, on two regions with a real broker each; every test has a token of its own. */
@Tag("chaos")
class TwoRegionsTest {

    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int EVENTS = 3000;

    @TempDir
    static Path home;

    private static Janitor janitor;
    private static KafkaBroker broker1;
    private static KafkaBroker broker2;

    @TempDir
    Path directory;

    private String stream;
    private Path config;

    @BeforeAll
    static void startBrokers() {
        janitor = Janitor.start();
        broker1 = KafkaBroker.start(janitor, BrokerOptions.in(home.resolve("r1"), "broker-r1"));
        broker2 = KafkaBroker.start(janitor, BrokerOptions.in(home.resolve("r2"), "broker-r2"));
        broker1.awaitReady(START);
        broker2.awaitReady(START);
    }

    @AfterAll
    static void stopBrokers() {
        janitor.close();
    }

    @BeforeEach
    void createStreamAndToken(TestInfo test) {
        stream = test.getTestMethod().orElseThrow().getName();
        broker1.createTopic(stream, 3, Map.of());
        broker2.createTopic(stream, 3, Map.of());
        config = write(stream);
        assertThat(run("token", "create", "--active", "r1").exit()).isZero();
    }

    private Path write(String... streams) {
        return Installations.write(directory, Installations.yaml(broker1.bootstrap(), broker2.bootstrap(), streams));
    }

    @Test
    void shouldFindEverythingInOrder() {
        // When
        Cli check = run("config", "check");
        Cli probe = run("check", "--once");

        // Then
        assertThat(check.exit()).as(check.out()).isZero();
        assertThat(check.out())
                .contains("stream " + stream + ": has 3 partitions in r1, r2")
                .doesNotContain("PROBLEM");
        assertThat(probe.exit()).isZero();
        assertThat(probe.out()).contains("r1 serves its clients (connect ", "r2 serves its clients (connect ");
    }

    @Test
    void shouldFindPartitionsThatDifferAndTopicsThatAreMissing() {
        // Given
        broker1.createTopic("uneven", 3, Map.of());
        broker2.createTopic("uneven", 6, Map.of());
        broker2.createTopic("half", 2, Map.of());
        write(stream, "uneven", "half");

        // When
        Cli check = run("config", "check");

        // Then
        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.out())
                .contains("PROBLEM  stream uneven: has 3 partitions in r1, 6 partitions in r2; give it the same number")
                .contains("PROBLEM  stream half: there is no topic 'half' in r1")
                .contains("ok       stream " + stream);
        assertThat(check.err()).contains("2 problems");
    }

    @Test
    void shouldMakeTopicsAlikeAndSayWhatWasDone() {
        // Given
        broker1.createTopic("short", 3, Map.of("retention.ms", "3600000"));
        broker2.createTopic("short", 3, Map.of());
        broker2.createTopic("absent", 2, Map.of());
        write(stream, "short", "absent");

        // When
        Cli before = run("config", "check");
        Cli fix = run("config", "check", "--fix");
        Cli after = run("config", "check", "--fix", "--json");

        // Then
        assertThat(before.exit()).isEqualTo(1);
        assertThat(before.out()).contains("PROBLEM  stream short: retention.ms is 3600000 in r1, 604800000 in r2: ");
        assertThat(fix.exit()).as(fix.out()).isZero();
        assertThat(fix.out())
                .contains("done     stream short: set retention.ms of topic 'short' in r1 from 3600000 to 604800000")
                .contains("done     stream absent: made topic 'absent' in r1 with 2 partitions, ")
                .contains("ok       stream absent: has 2 partitions in r1, r2, with the same settings")
                .doesNotContain("PROBLEM");
        assertThat(after.exit()).isZero();
        assertThat(after.out()).contains("\"ok\" : true").doesNotContain("\"done\"");
    }

    @Test
    void shouldHandTheBatonOverWithoutLossOrRepeatAtAFile() throws IOException {
        // Given
        Path file1 = directory.resolve("r1.txt");
        Path file2 = directory.resolve("r2.txt");
        Path events = Files.write(
                directory.resolve("events.txt"),
                IntStream.range(0, EVENTS)
                        .mapToObj(i -> "key-" + i % 10 + ",event-" + i)
                        .toList());
        Cli consumer1 = start("consume", stream, "--region", "r1", "--append", file1.toString());
        Cli consumer2 = start("consume", stream, "--region", "r2", "--append", file2.toString());
        await().atMost(PATIENCE).until(() -> consumer1.err().contains("gate of r1 open in term 1"));
        await().atMost(PATIENCE).until(() -> consumer2.err().contains("gate of r2 closed: r1 holds the baton"));
        Cli producer = start("produce", stream, events.toString(), "--key", "1", "--rate", "500");
        await().atMost(PATIENCE).until(() -> lines(file1).size() > EVENTS / 10);

        // When
        Cli rehearsal = run("switchover", "r2", "--dry-run");
        Cli there = run("switchover", "r2", "--reason", "upgrade of r1");
        await().atMost(PATIENCE).until(() -> lines(file2).size() > EVENTS / 10);
        Cli back = run("switchover", "r1");
        assertThat(producer.exit()).as(producer.err()).isZero();
        await().atMost(PATIENCE).until(() -> lines(file1).size() + lines(file2).size() >= EVENTS);
        consumer1.interrupt();
        consumer2.interrupt();

        // Then
        assertThat(rehearsal.out())
                .contains("2. wait for 1 consumer of r1 to stop", "3. complete handover to r2, term 2");
        assertThat(there.exit()).as(there.err()).isZero();
        assertThat(there.err()).contains("waiting for 1 consumer to stop", "every consumer of r1 has stopped");
        assertThat(there.out()).contains("r2 holds the baton in term 2; done after ");
        assertThat(back.out()).contains("r1 holds the baton in term 3; done after ");
        assertThat(producer.out()).startsWith("3,000 events of 3,000 acknowledged, 0 failed in ");
        List<String> all = new ArrayList<>(lines(file1));
        all.addAll(lines(file2));
        assertThat(all).containsExactlyInAnyOrderElementsOf(Files.readAllLines(events));
        assertThat(consumer1.exit()).isZero();
        assertThat(run("status").out()).contains("consumers  none registered to process");
    }

    @Test
    void shouldPrintAsManyEventsAsAskedForAndGoOnThere() {
        // Given
        produce("1\n2\n3\n4\n5\n");

        // When
        Cli first = run("consume", stream, "--region", "r1", "--max", "3");
        Cli second = run("consume", stream, "--region", "r1", "--max", "2", "--format", "json");

        // Then
        assertThat(first.exit()).isZero();
        assertThat(first.out().lines()).hasSize(3);
        assertThat(first.err()).contains("stopped after 3 events");
        assertThat(second.out().lines()).hasSize(2).allMatch(line -> line.contains("\"topic\":\"" + stream + "\""));
        List<String> values = new ArrayList<>(first.out().lines().toList());
        second.out().lines().forEach(line -> values.add(line.replaceAll(".*\"value\":\"(.)\".*", "$1")));
        assertThat(values).containsExactlyInAnyOrder("1", "2", "3", "4", "5");
    }

    @Test
    void shouldFailOverFromARegionThatIsFrozenAndShowWhatIsAtRisk() throws IOException {
        // Given
        produce("1\n2\n3\n");
        broker1.freeze();
        try {
            // When
            Cli failover = run("failover", "r2", "--reason", "r1 hangs");
            Cli produced = produce("4\n5\n");
            Cli status = run("status");
            JsonNode json = new ObjectMapper().readTree(run("status", "--json").out());

            // Then
            assertThat(failover.exit()).as(failover.err()).isZero();
            assertThat(failover.err()).contains("demote r1 (version 2)");
            assertThat(Installations.token(config).active()).isEqualTo(R2);
            assertThat(Installations.token(config).sync(R1)).isEqualTo(Sync.OUT);
            assertThat(produced.exit()).as(produced.err()).isZero();
            assertThat(status.out()).contains("RPO AT RISK: only r2 holds", "stream " + stream + " in r2: 5 records");
            assertThat(json.at("/notInSync/0").asText()).isEqualTo("r1");
            assertThat(json.at("/regions/r1/probe/ok").asBoolean(true)).isFalse();
            assertThat(json.at("/regions/r2/streams/" + stream + "/end").asLong())
                    .isEqualTo(5);
        } finally {
            broker1.thaw();
        }

        // When
        await().atMost(PATIENCE).until(() -> run("check", "--once").exit() == 0);
        Cli refused = run("failover", "r1");
        Cli tooEarly = run("failback");
        Cli catchUp = run("catch-up", "r1");
        Cli verify = run("verify");
        Cli failback = run("failback", "--reason", "r1 is well again");
        Cli again = run("failback");

        // Then
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("(rule S)", "by event id, of what r2 has 2 of stream " + stream);
        assertThat(tooEarly.exit()).isEqualTo(1);
        assertThat(tooEarly.err()).contains("baton: r1 is OUT; failback when it is IN_SYNC");
        assertThat(catchUp.exit()).as(catchUp.err()).isZero();
        assertThat(catchUp.out()).isEqualTo("r1 is IN_SYNC\n");
        assertThat(catchUp.err()).contains("catch-up of r1 is done: ", " copied from r2 in ");
        assertThat(verify.exit()).as(verify.out()).isZero();
        assertThat(failback.exit()).as(failback.err()).isZero();
        assertThat(failback.out()).contains("r1 holds the baton in term 3");
        assertThat(Installations.token(config).audit().reason()).startsWith("r1 is well again");
        assertThat(again.exit()).isZero();
        assertThat(again.out()).isEqualTo("r1 is home and holds the baton already\n");
    }

    @Test
    void shouldForceAFailoverAndBringBackWhatOnlyTheOtherRegionHas() {
        // Given
        produce("1\n2\n3\n");
        broker2.freeze();
        try {
            await().atMost(PATIENCE).until(() -> run("check", "--once").exit() == 1);
            Installations.change(config, (token, audit) -> token.demote(R2, audit));
            assertThat(produce("4\n5\n").exit()).isZero();
        } finally {
            broker2.thaw();
        }
        await().atMost(PATIENCE).until(() -> run("check", "--once").exit() == 0);

        // When
        Cli forced = run("failover", "r2", "--force");
        Cli catchUp = run("catch-up", "r1");
        Cli verify = run("verify");

        // Then
        assertThat(forced.exit()).as(forced.err()).isZero();
        assertThat(forced.err())
                .contains("overriding rule S; acknowledged events", "by event id, of what r1 has 2 of stream " + stream)
                .contains("What r2 lacks is not lost: when a region that has it is caught up");
        assertThat(catchUp.exit()).as(catchUp.err()).isZero();
        assertThat(catchUp.err()).contains("; 2 events that only r1 had went to r2");
        assertThat(verify.exit()).as(verify.out()).isZero();
    }

    @Test
    void shouldTellWhatARegionLacks() throws IOException {
        // Given
        produce("1\n2\n3\n4\n5\n");

        // When
        Cli same = run("verify", stream);
        writeTo(broker1, new RecordHeader(EventIdHeader.NAME, EventIdHeader.write(7, 0)));
        writeTo(broker2);
        Cli different = run("verify", "--grace", "500ms");
        JsonNode json = new ObjectMapper()
                .readTree(run("verify", stream, "--since", "15m", "--grace", "500ms", "--json")
                        .out());
        Cli later = run("verify", "--since", "2999-12-31T00:00:00Z");

        // Then
        assertThat(same.exit()).as(same.err()).isZero();
        assertThat(same.out()).contains("same: r1, r2 hold the same 5 events, in order for each producer");
        assertThat(different.exit()).isEqualTo(1);
        assertThat(different.err()).contains("baton: the regions differ: r2 lacks 1 event");
        assertThat(different.out()).contains("r2 lacks of " + stream + "-0: producer 0000000000000007, sequence 0");
        assertThat(json.at("/same").asBoolean(true)).isFalse();
        assertThat(json.at("/sum/common").asLong()).isEqualTo(5);
        assertThat(json.at("/sum/regions/r2/missing").asLong()).isEqualTo(1);
        assertThat(json.at("/sum/regions/r2/withoutId").asLong()).isEqualTo(1);
        assertThat(later.exit()).as("nothing is that young").isZero();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // close() waits
    private void writeTo(KafkaBroker broker, Header... headers) {
        Map<String, Object> properties = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrap());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(stream, 0, new byte[0], new byte[] {1}, List.of(headers)));
        }
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private Cli run(String... command) {
        return Cli.run(config, command);
    }

    private Cli start(String... command) {
        return Cli.start(config, command);
    }

    private Cli produce(String lines) {
        return Cli.runWithInput(lines, Cli.withConfig(config, "produce", stream));
    }
}
