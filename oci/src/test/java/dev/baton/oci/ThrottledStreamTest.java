package dev.baton.oci;

import static dev.baton.oci.StreamingRegion.event;
import static dev.baton.oci.StreamingRegion.log;
import static dev.baton.oci.StreamingRegion.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.oci.StreamingRegion.Answers;
import dev.baton.runtime.stream.StreamReader;
import dev.baton.runtime.stream.StreamWriter;
import dev.baton.testkit.cloud.OciStreams;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A partition that takes a tenth of what is written to it, for a minute. */
@Tag("soak")
class ThrottledStreamTest {

    private static final Logger LOG = LoggerFactory.getLogger(ThrottledStreamTest.class);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int DOCUMENTED = OciStreams.Limits.DOCUMENTED.writeBytesPerSecond();
    private static final int BUFFER = 1 << 20;
    private static final String FILLER = "x".repeat(1_000);
    private static final Duration LOAD = Duration.ofMinutes(1);
    private static final long SAMPLE_SECONDS = 5;
    /** A request and its copies while it is written and read, on both sides; without a bound some 50 MiB would wait in the end. */
    private static final long HELD_AT_MOST = 24L << 20;

    @TempDir
    private Path directory;

    @Test
    void shouldLoseNothingKeepOrderAndHoldNoMoreThanItsBuffer() {
        try (StreamingRegion region =
                        new StreamingRegion(directory, Clock.systemUTC(), new OciStreams.Limits(DOCUMENTED / 10, 5));
                StreamWriter writer = region.service.write(BUFFER)) {
            // Given
            Answers answers = new Answers();
            writer.offer(log(0), event("first"), answers);
            await().atMost(PATIENCE).until(() -> answers.stored.size() == 1);
            long before = liveBytes();
            List<Long> held = new ArrayList<>();
            long start = System.nanoTime();

            // When
            int taken = 0;
            for (long elapsed = 0; elapsed < LOAD.toNanos(); elapsed = System.nanoTime() - start) {
                long due = elapsed / 1_000 * DOCUMENTED / 1_000_000 / FILLER.length(); // ten times what it takes
                while (taken < due && writer.offer(log(0), event(taken + ":" + FILLER), answers)) {
                    taken++;
                }
                if (TimeUnit.NANOSECONDS.toSeconds(elapsed) / SAMPLE_SECONDS > held.size()) {
                    held.add(liveBytes() - before - stored(region));
                }
                LockSupport.parkNanos(1_000_000);
            }
            int events = taken;
            await().atMost(PATIENCE).until(() -> answers.stored.size() == events + 1);

            // Then
            LOG.info(
                    "{} events in {} s; held beside what was stored, in MiB: {}",
                    events,
                    Duration.ofNanos(System.nanoTime() - start).toSeconds(),
                    held.stream().map(bytes -> bytes >> 20).toList());
            assertThat(held).allMatch(bytes -> bytes < HELD_AT_MOST).hasSizeGreaterThan(5);
            assertThat(numbers(region, events))
                    .containsExactlyElementsOf(
                            IntStream.range(0, events).boxed().toList());
        }
    }

    private static long liveBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** What the emulator, which is in this process too, keeps. */
    private static long stored(StreamingRegion region) {
        return region.streams.values(region.id, 0).stream()
                .mapToLong(value -> value.length)
                .sum();
    }

    private static List<Integer> numbers(StreamingRegion region, int events) {
        try (StreamReader reader = region.service.read()) {
            reader.seek(log(0), 0);
            return read(reader, events + 1).stream()
                    .map(StreamingRegion::text)
                    .filter(text -> !text.equals("first"))
                    .map(text -> Integer.valueOf(text.substring(0, text.indexOf(':'))))
                    .toList();
        }
    }
}
