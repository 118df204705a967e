package dev.baton.runtime.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.catchup.RegionJournal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How much memory a comparison of ten million events takes: it runs in a process whose heap is that small. */
@Tag("soak")
class VerifyMemoryTest {

    private static final int PARTITIONS = 6;
    private static final long EVENTS = 10_000_000;
    private static final int PRODUCERS = 10_000;
    /** A quarter of what is promised for it. */
    private static final String HEAP = "-Xmx64m";

    private static final long DEADLINE_SECONDS = 300;

    @Test
    void shouldCompareTenMillionEventsInASmallHeap() throws IOException, InterruptedException {
        // Given
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder command =
                new ProcessBuilder(java, HEAP, "-cp", System.getProperty("java.class.path"), Comparing.class.getName());

        // When
        Process process = command.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        boolean ended = process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);

        // Then
        assertThat(ended).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    /** The other process: one region has all events, the other has gaps. */
    static final class Comparing {

        private Comparing() {}

        public static void main(String[] none) {
            long perLog = EVENTS / PARTITIONS;
            long gapEvery = perLog / PRODUCERS / 10;
            GeneratedLogs whole = new GeneratedLogs("r1", PARTITIONS, new GeneratedLogs.Shape(perLog, PRODUCERS, 0));
            GeneratedLogs holey =
                    new GeneratedLogs("r2", PARTITIONS, new GeneratedLogs.Shape(perLog, PRODUCERS, gapEvery));
            Verify.Listener nobody = new Verify.Listener() {
                @Override
                public void read(long records, long total) {}

                @Override
                public void waiting(long missing) {}
            };
            Verify.Options all =
                    new Verify.Options(Set.of("flights"), Verify.ALWAYS, Duration.ZERO, Duration.ofMillis(1));
            Findings found = new Verify(List.of(region(whole), region(holey)), all, nobody, System::nanoTime).run();
            RegionFindings inHoley = found.sum().regions().get(holey.region());
            if (inHoley.records() != perLog * PARTITIONS || inHoley.missing() == 0) {
                throw new IllegalStateException("found " + found);
            }
        }

        private static Verify.Region region(GeneratedLogs logs) {
            return new Verify.Region(logs, RegionJournal.empty(logs.region()));
        }
    }
}
