package dev.baton.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.shell.Terminal;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.catchup.Checkpoint;
import dev.baton.core.catchup.LogJournal;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Token;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How a catch-up is told: in lines, and as a bar. */
class CatchUpLinesTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final Audit AUDIT = new Audit("a test", "a test", Instant.EPOCH, "w");

    private final List<String> lines = new ArrayList<>();
    private final long[] nanos = {0};
    private final CatchUpChronicle chronicle = new CatchUpChronicle(R1, lines::add, () -> nanos[0]);

    @Test
    void shouldTellBeginningQuartersAndEnd() {
        // When
        chronicle.changed(catchingUp(1), "catches up from r2");
        for (int percent = 0; percent <= 100; percent += 20) {
            chronicle.progressed(journal(1, percent));
        }
        nanos[0] = Duration.ofMillis(1_500).toNanos();
        chronicle.done(journal(1, 100), 100, 3);

        // Then
        assertThat(lines)
                .containsExactly(
                        "r1 catches up from r2 (version 3)",
                        "catch-up of r1: 40 %, 40 events (40.0 KiB) copied from r2, 10.0 KiB/s, about 6 s left",
                        "catch-up of r1: 60 %, 60 events (60.0 KiB) copied from r2, 10.0 KiB/s, about 4 s left",
                        "catch-up of r1: 80 %, 80 events (80.0 KiB) copied from r2, 10.0 KiB/s, about 2 s left",
                        "catch-up of r1 is done: 100 events (100.0 KiB) copied from r2 in 1.50 s; 3 events that only r1 had"
                                + " went to r2");
    }

    @Test
    void shouldBeginAnewWithTheNextEpisode() {
        // Given
        chronicle.progressed(journal(1, 90));
        lines.clear();

        // When
        chronicle.progressed(journal(2, 10));
        chronicle.progressed(journal(2, 30));

        // Then
        assertThat(lines).singleElement().asString().startsWith("catch-up of r1: 30 %");
    }

    @Test
    void shouldDrawABarWhereAPersonLooks() {
        // Given
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        CatchUpBar bar = new CatchUpBar(terminal(err, true), R1);

        // When
        bar.show(CatchUpProgress.of(journal(1, 81)));
        bar.end();

        // Then
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains(
                        "r1 [################----] 81 %, 81 events (81.0 KiB) copied from r2, 10.0 KiB/s, about 1 s left")
                .doesNotContain("\n");
    }

    @Test
    void shouldTellEachTenthWhereNobodyLooksAndEachReasonOnce() {
        // Given
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        CatchUpBar bar = new CatchUpBar(terminal(err, false), R1);

        // When
        bar.waiting("OUT");
        bar.waiting("OUT");
        for (int percent = 5; percent <= 100; percent += 5) {
            bar.show(CatchUpProgress.of(journal(1, percent)));
        }

        // Then
        assertThat(err.toString(StandardCharsets.UTF_8).lines().map(line -> line.replaceAll(" %.*", "")))
                .containsExactly(
                        "r1: OUT", "r1: 5", "r1: 10", "r1: 20", "r1: 30", "r1: 40", "r1: 50", "r1: 60", "r1: 70",
                        "r1: 80", "r1: 90", "r1: 100");
    }

    private static Terminal terminal(OutputStream err, boolean interactive) {
        return new Terminal(InputStream.nullInputStream(), OutputStream.nullOutputStream(), err, interactive);
    }

    private static Token catchingUp(long episode) {
        Token token = Token.first("payments", List.of(R1, R2), R2, Duration.ofSeconds(2), AUDIT);
        Token out = token.demote(R1, AUDIT).fold(next -> next, refused -> token);
        Token catchingUp = out.beginCatchUp(R1, AUDIT).fold(next -> next, refused -> token);
        assertThat(catchingUp.episode(R1)).isEqualTo(episode);
        return catchingUp;
    }

    /** An event of 1 KiB for each percent. */
    private static RegionJournal journal(long episode, int percent) {
        Checkpoint checkpoint = new Checkpoint(0, 0, 100, percent, Map.of(), Map.of(), percent, 1_024L * percent);
        TreeMap<LogId, LogJournal> logs =
                new TreeMap<>(Map.of(new LogId("flights", 0), LogJournal.EMPTY.with(checkpoint)));
        return new RegionJournal(R1, episode, "owner", R2, 10_240, "", logs);
    }
}
