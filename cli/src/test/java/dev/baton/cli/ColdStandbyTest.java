package dev.baton.cli;

import static dev.baton.cli.Installations.R2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.testkit.process.ChildProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hooks start the consumer where the baton comes and stop it where it leaves, as docs/operations.md shows it. */
@Tag("chaos")
class ColdStandbyTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int EVENTS = 300;

    @TempDir
    Path directory;

    private LiveRegions regions;
    private Path script;

    @BeforeEach
    void start() throws IOException {
        regions = new LiveRegions(directory);
        String consume = String.join(
                " ",
                "'" + Path.of(System.getProperty("java.home"), "bin", "java") + "'",
                "-Xmx128m -cp '" + System.getProperty("java.class.path") + "'",
                Baton.class.getName(),
                "consume " + LiveRegions.STREAM + " --region \"$1\" --config '" + regions.config() + "'");
        script = Files.writeString(
                directory.resolve("standby"),
                """
                #!/bin/sh
                pid=DIR/consume-$1.pid
                if [ "$BATON_ACTIVE" != "$1" ]; then [ ! -f $pid ] || kill "$(cat $pid)" 2>/dev/null; rm -f $pid; exit 0; fi
                [ -f $pid ] && kill -0 "$(cat $pid)" 2>/dev/null && exit 0
                setsid CONSUME >>DIR/events-$1 2>&1 </dev/null &
                echo $! >$pid
                """
                        .replace("DIR", directory.toString())
                        .replace("CONSUME", consume));
        // A loaded machine is no loss of a region.
        Installations.append(regions.config(), "monitor: { probeTimeout: 3s, downAfter: 6s }\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        for (String region : List.of("r1", "r2")) {
            Installations.append(
                    regions.config(),
                    (region.equals("r1") ? "hooks:\n" : "")
                            + "  processor-%s: { on: [active, inactive], region: %s, agent: %s, command: [%s, %s] }\n"
                                    .formatted(region, region, region, script, region));
        }
    }

    @AfterEach
    void stop() throws IOException {
        for (String region : List.of("r1", "r2")) {
            consumer(region).ifPresent(ProcessHandle::destroyForcibly);
        }
        regions.close();
    }

    @Test
    void shouldStartTheConsumerWhereTheBatonComesAndStopTheOther() throws Exception {
        // Given
        ChildProcess agent1 = regions.run("agent", "--region", "r1");
        ChildProcess agent2 = regions.run("agent", "--region", "r2");
        ProcessBuilder byHand = new ProcessBuilder(script.toString(), "r1");
        byHand.environment().put("BATON_ACTIVE", "r1");
        assertThat(byHand.start().waitFor()).isZero();
        produce(0);
        await().atMost(PATIENCE).until(() -> events("r1").size() == EVENTS);
        await().atMost(PATIENCE).until(() -> version("processor-r1") == 1 && version("processor-r2") == 1);
        ProcessHandle first = consumer("r1").orElseThrow();

        // When
        Cli switchover = Cli.run(regions.config(), "switchover", "r2", "--reason", "a test");

        // Then
        assertThat(switchover.exit()).as(switchover.err()).isZero();
        await().atMost(PATIENCE)
                .until(() -> consumer("r2").map(ProcessHandle::isAlive).orElse(false));
        await().atMost(PATIENCE).until(() -> !first.isAlive());
        produce(EVENTS);
        await().atMost(PATIENCE).until(() -> events("r2").size() >= EVENTS);
        List<String> all = new ArrayList<>(events("r1"));
        all.addAll(events("r2"));
        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 2 * EVENTS)
                        .mapToObj(i -> "event-" + i)
                        .toList());
        assertThat(Installations.token(regions.config()).active()).isEqualTo(R2);
        assertThat(consumer("r1")).isEmpty();
        await().atMost(PATIENCE).until(() -> version("processor-r1") == 2 && version("processor-r2") == 3);
        assertThat(status().path("processor-r2")
                        .path("results")
                        .get(0)
                        .path("detail")
                        .asText())
                .isEqualTo("exit status 0");
        assertThat(agent1.isAlive() && agent2.isAlive()).isTrue();
    }

    private void produce(int first) {
        try (Producer<byte[], byte[]> producer = regions.producer()) {
            List<Future<RecordMetadata>> sent = IntStream.range(first, first + EVENTS)
                    .mapToObj(i -> producer.send(new ProducerRecord<>(
                            LiveRegions.STREAM,
                            i % LiveRegions.PARTITIONS,
                            null,
                            ("event-" + i).getBytes(StandardCharsets.UTF_8))))
                    .toList();
            producer.flush();
            assertThat(sent).allMatch(Future::isDone);
        }
    }

    private List<String> events(String region) throws IOException {
        Path file = directory.resolve("events-" + region);
        if (!Files.exists(file)) {
            return List.of();
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("event-"))
                .toList();
    }

    private Optional<ProcessHandle> consumer(String region) throws IOException {
        Path pid = directory.resolve("consume-" + region + ".pid");
        String text = Files.exists(pid) ? Files.readString(pid).strip() : "";
        return text.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(text));
    }

    private long version(String hook) throws IOException {
        return status().path(hook).path("version").asLong();
    }

    private JsonNode status() throws IOException {
        return new ObjectMapper()
                .readTree(Cli.run(regions.config(), "status", "--json").out())
                .path("hooks");
    }
}
