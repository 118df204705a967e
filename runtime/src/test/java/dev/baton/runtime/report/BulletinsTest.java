package dev.baton.runtime.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Finding;
import dev.baton.core.monitor.Report;
import dev.baton.runtime.store.DirectoryObjectStore;
import dev.baton.runtime.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BulletinsTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @TempDir
    private Path directory;

    private ObjectStore store;
    private Bulletins monitors;

    @BeforeEach
    void open() {
        store = DirectoryObjectStore.open(directory);
        monitors = Bulletins.ofMonitors(store, "payments");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void shouldReadWhatWasPublished() {
        // Given
        Bulletin bulletin = bulletin("r2", 1);
        // When
        boolean published = monitors.board("r2").publish(bulletin);
        // Then
        assertThat(published).isTrue();
        assertThat(monitors.newest("r2")).contains(bulletin);
        assertThat(monitors.newest("r1")).isEmpty();
        assertThat(monitors.reporters()).containsExactly("r2");
        assertThat(Bulletins.ofClients(store, "payments").reporters()).isEmpty();
    }

    @Test
    void shouldTakeOverWhatItsFormerSelfHasLeft() {
        // Given
        monitors.board("r2").publish(bulletin("r2", 9));
        Bulletins.Board board = monitors.board("r2");
        // When
        board.publish(bulletin("r2", 1));
        board.publish(bulletin("r2", 2));
        // Then
        assertThat(monitors.newest("r2")).contains(bulletin("r2", 2));
    }

    @Test
    void shouldSayWhenAnotherPublishesUnderTheSameName() {
        // Given
        Bulletins.Board one = monitors.board("r2");
        Bulletins.Board other = monitors.board("r2");
        one.publish(bulletin("r2", 1));
        other.publish(bulletin("r2", 2));
        // When, Then
        assertThat(one.publish(bulletin("r2", 3))).isFalse();
        assertThat(one.publish(bulletin("r2", 3))).isTrue();
    }

    @Test
    void shouldTakeRubbishForNothing() {
        // Given
        store.putIfAbsent("payments/monitors/r2", "rubbish".getBytes(StandardCharsets.UTF_8));
        store.putIfAbsent("payments/monitors/r1", BulletinJson.write(bulletin("somebody-else", 1)));
        // When, Then
        assertThat(monitors.newest("r1")).isEmpty();
        assertThat(monitors.newest("r2")).isEmpty();
        assertThat(monitors.board("r2").publish(bulletin("r2", 1))).isTrue();
    }

    private static Bulletin bulletin(String by, long count) {
        return new Bulletin(
                new Report(by, "run", count, new TreeMap<>(Map.of(R1, new Finding("DOWN", "connect: refused", 12L)))),
                NOON,
                new TreeMap<>(Map.of(R1, new Bulletin.Detail(NOON, Map.of("connect", Duration.ofNanos(1_500_000))))));
    }
}
