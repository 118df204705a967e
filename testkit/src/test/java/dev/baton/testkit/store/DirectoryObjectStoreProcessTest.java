package dev.baton.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.runtime.store.DirectoryObjectStore;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.store.StoredObject;
import dev.baton.testkit.process.ChildProcess;
import dev.baton.testkit.process.Command;
import dev.baton.testkit.process.Janitor;
import dev.baton.testkit.process.JvmCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directory store between real processes that race, die and freeze. */
class DirectoryObjectStoreProcessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PROCESSES = 4;
    private static final int WINS_PER_PROCESS = 40;
    private static final int KILLS = 5;
    private static final int FREEZES = 12;

    private final Random random = new Random(20250131);
    private final Janitor janitor = Janitor.start();

    @TempDir
    private Path directory;

    private Path objects;
    private Path go;
    private ObjectStore store;

    @BeforeEach
    void createCounter() {
        objects = directory.resolve("objects");
        go = directory.resolve("go");
        store = DirectoryObjectStore.open(objects);
        assertThat(store.putIfAbsent(StoreWriterMain.KEY, StoreWriterMain.content(0)))
                .isInstanceOf(PutOutcome.Applied.class);
    }

    @AfterEach
    void endProcesses() {
        janitor.close();
    }

    @Test
    void shouldLoseNoIncrementOfSeveralProcesses() throws IOException {
        // Given
        List<ChildProcess> writers = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            writers.add(startWriter("writer-" + i, WINS_PER_PROCESS));
        }
        writers.forEach(
                writer -> await().atMost(PATIENCE).until(() -> !lines(writer).isEmpty()));

        // When
        Files.createFile(go);
        writers.forEach(writer -> assertThat(writer.awaitExit(PATIENCE)).isTrue());

        // Then
        List<Long> won = writers.stream()
                .flatMap(writer -> won(writer).stream())
                .sorted()
                .toList();
        long all = PROCESSES * WINS_PER_PROCESS;
        assertThat(StoreWriterMain.count(newest())).isEqualTo(all);
        assertThat(won).isEqualTo(LongStream.rangeClosed(2, all + 1).boxed().toList());
    }

    @Test
    void shouldStayWholeWhenWritersAreKilled() throws IOException {
        // Given
        Files.createFile(go);
        for (int kill = 0; kill < KILLS; kill++) {
            long before = version(newest());
            ChildProcess writer = startWriter("victim-" + kill, 0);
            long target = before + 1 + random.nextInt(60);

            // When
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> version(newest()) >= target);
            writer.kill();

            // Then
            StoredObject left = newest();
            assertThat(StoreWriterMain.count(left)).isEqualTo(version(left) - 1);
            assertThat(won(writer)).allSatisfy(won -> assertThat(won).isLessThanOrEqualTo(version(left)));
            assertThat(add(left)).isInstanceOf(PutOutcome.Applied.class);
        }
    }

    @Test
    void shouldWaitForNobodyThatIsFrozen() throws IOException {
        // Given
        Files.createFile(go);
        ChildProcess writer = startWriter("sleeper", 0);
        for (int freeze = 0; freeze < FREEZES; freeze++) {
            long target = version(newest()) + 1 + random.nextInt(5);
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> version(newest()) >= target);
            writer.freeze();

            // When
            StoredObject seen = newest();
            PutOutcome first = add(seen);
            StoredObject own = newest();
            writer.thaw();

            // Then
            assertThat(first).isInstanceOf(PutOutcome.Applied.class);
            assertThat(version(own)).isEqualTo(version(seen) + 1);
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> version(newest()) > version(own));
        }
        writer.kill();
        StoredObject left = newest();
        assertThat(StoreWriterMain.count(left)).isEqualTo(version(left) - 1);
    }

    @Test
    void shouldChangeNothingOnADiskThatIsReallyFull() throws IOException, InterruptedException {
        // Given
        assumeTrue(run("unshare", "-m", "true") == 0, "mounting a small file system needs a namespace of its own");
        Path small = Files.createDirectory(directory.resolve("small"));
        List<String> words = new ArrayList<>(List.of(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount -t tmpfs -o size=64k tmpfs \"$0\" && exec \"$@\"",
                small.toString()));
        words.addAll(JvmCommand.of(
                        FullDiskMain.class.getName(),
                        small.toString(),
                        report("full-disk").toString())
                .toCommand()
                .words());

        // When
        ChildProcess process = ChildProcess.start(janitor, "full-disk", new Command(words, Map.of()), log("full-disk"));
        assertThat(process.awaitExit(PATIENCE)).as(process.logTail(20)).isTrue();

        // Then
        assertThat(lines(process))
                .satisfiesExactly(
                        before -> assertThat(before).isEqualTo("before: Applied[version=1]"),
                        filled -> assertThat(filled).isEqualTo("filled: No space left on device"),
                        full -> assertThat(full)
                                .contains(
                                        "a/token",
                                        small.toString(),
                                        "No space left on device",
                                        "Nothing was changed",
                                        "Free space"),
                        kept -> assertThat(kept).isEqualTo("kept: version 1, 100 bytes"),
                        after -> assertThat(after).isEqualTo("after: Applied[version=2]"));
    }

    private ChildProcess startWriter(String name, int wins) {
        JvmCommand command = JvmCommand.of(
                        StoreWriterMain.class.getName(),
                        objects.toString(),
                        String.valueOf(wins),
                        go.toString(),
                        report(name).toString())
                .withFlags("-Xmx64m", "-XX:TieredStopAtLevel=1", "-Xshare:auto");
        return ChildProcess.start(janitor, name, command.toCommand(), log(name));
    }

    private Path log(String name) {
        return directory.resolve(name + ".log");
    }

    private Path report(String name) {
        return directory.resolve(name + ".report");
    }

    private StoredObject newest() {
        return store.get(StoreWriterMain.KEY).orElseThrow();
    }

    private PutOutcome add(StoredObject seen) {
        return store.putIfVersion(
                StoreWriterMain.KEY, StoreWriterMain.content(StoreWriterMain.count(seen) + 1), seen.version());
    }

    private static long version(StoredObject object) {
        return Long.parseLong(object.version());
    }

    private List<Long> won(ChildProcess writer) {
        return lines(writer).stream().skip(1).map(Long::parseLong).toList();
    }

    /** Whole lines only: a process may have been killed in the middle of one. */
    private List<String> lines(ChildProcess process) {
        try {
            String report = Files.exists(report(process.name())) ? Files.readString(report(process.name())) : "";
            return report.substring(0, report.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int run(String... words) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(words).inheritIO().start().waitFor();
        } catch (IOException e) {
            return -1; // there is no such program here
        }
    }
}
