package dev.baton.oci;

import static dev.baton.oci.StreamingRegion.PATIENCE;
import static dev.baton.oci.StreamingRegion.STREAM;
import static dev.baton.oci.StreamingRegion.event;
import static dev.baton.oci.StreamingRegion.log;
import static dev.baton.oci.StreamingRegion.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.LogId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.core.event.Envelope;
import dev.baton.oci.StreamingRegion.Answers;
import dev.baton.runtime.log.Extent;
import dev.baton.runtime.stream.StreamGroup;
import dev.baton.runtime.stream.StreamReader;
import dev.baton.runtime.stream.StreamReader.Batch;
import dev.baton.runtime.stream.StreamReader.Entry;
import dev.baton.runtime.stream.StreamService;
import dev.baton.runtime.stream.StreamWriter;
import dev.baton.testkit.cloud.CloudFault;
import dev.baton.testkit.cloud.OciIdentity;
import dev.baton.testkit.cloud.OciStreams;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciStreamServiceTest {

    private static final long BUFFER = 8 << 20;

    @TempDir
    private Path directory;

    private StreamingRegion region;

    @BeforeEach
    void open() {
        region = StreamingRegion.unlimited(directory);
    }

    @AfterEach
    void close() {
        region.close();
    }

    private static List<String> write(StreamWriter writer, LogId log, Answers answers, int from, int to) {
        List<String> texts =
                IntStream.range(from, to).mapToObj(i -> "event-" + i).toList();
        texts.forEach(
                text -> assertThat(writer.offer(log, event(text), answers)).isTrue());
        return texts;
    }

    private List<String> readAll(int partition, int count) {
        try (StreamReader reader = region.service.read()) {
            reader.seek(log(partition), 0);
            return read(reader, count).stream().map(StreamingRegion::text).toList();
        }
    }

    private List<String> readUntil(int partition, String last) {
        List<String> texts = new ArrayList<>();
        try (StreamReader reader = region.service.read()) {
            reader.seek(log(partition), 0);
            await().atMost(PATIENCE).until(() -> {
                read(reader, 1).forEach(entry -> texts.add(StreamingRegion.text(entry)));
                return texts.contains(last);
            });
        }
        return texts;
    }

    @Test
    void shouldGiveBackEventsOfThePartitionThatWasChosen() {
        // Given
        Answers answers = new Answers();

        // When
        try (StreamWriter writer = region.service.write(BUFFER)) {
            for (int partition = 0; partition < StreamingRegion.PARTITIONS; partition++) {
                write(writer, log(partition), answers, 100 * partition, 100 * partition + 100);
            }
            await().atMost(PATIENCE).until(() -> answers.stored.size() == 300);
        }

        // Then
        for (int partition = 0; partition < StreamingRegion.PARTITIONS; partition++) {
            try (StreamReader reader = region.service.read()) {
                reader.seek(log(partition), 0);
                List<Entry> entries = read(reader, 100);
                assertThat(entries).hasSize(100);
                assertThat(entries.get(0).event())
                        .usingRecursiveComparison()
                        .isEqualTo(event("event-" + 100 * partition));
                assertThat(entries).extracting(Entry::offset).isSorted().doesNotHaveDuplicates();
                assertThat(answers.stored)
                        .containsAll(entries.stream().map(Entry::offset).toList());
            }
        }
    }

    @Test
    void shouldKeepOrderWhateverGoesWrong() {
        // Given
        Answers answers = new Answers();
        List<String> written = new ArrayList<>();

        // When
        try (StreamWriter writer = region.service.write(BUFFER)) {
            written.addAll(write(writer, log(1), answers, 0, 10));
            await().atMost(PATIENCE).until(() -> answers.stored.size() == 10);
            for (CloudFault fault : List.of(
                    CloudFault.PARTLY,
                    CloudFault.ANSWER_LOST,
                    CloudFault.DROPPED,
                    CloudFault.THROTTLED,
                    CloudFault.BROKEN_LATER,
                    CloudFault.PARTLY,
                    CloudFault.GATEWAY)) {
                region.server.failNextWrites(fault);
                int next = written.size();
                written.addAll(write(writer, log(1), answers, next, next + 7));
                await().atMost(PATIENCE).until(() -> answers.stored.size() == next + 7);
            }
            int last = written.size();
            written.addAll(write(writer, log(1), answers, last, last + 1));
            await().atMost(PATIENCE).until(() -> answers.stored.size() == last + 1);
        }

        // Then
        List<String> read = readUntil(1, written.get(written.size() - 1));
        assertThat(read).hasSizeGreaterThan(written.size()); // two requests were carried out twice
        assertThat(read.stream().distinct()).containsExactlyElementsOf(written);
    }

    @Test
    void shouldPutManyEventsIntoFewRequests() {
        // Given
        Answers answers = new Answers();
        int before;

        // When
        try (StreamWriter writer = region.service.write(BUFFER)) {
            write(writer, log(0), answers, 0, 1);
            await().atMost(PATIENCE).until(() -> answers.stored.size() == 1);
            before = region.server.writes();
            for (int partition = 0; partition < StreamingRegion.PARTITIONS; partition++) {
                write(writer, log(partition), answers, 0, 3_000);
            }
            await().atMost(PATIENCE).until(() -> answers.stored.size() == 9_001);
        }

        // Then
        assertThat(region.server.writes() - before).isLessThan(90); // under ten for 1,000
    }

    @Test
    void shouldMakeNoMoreThanFiftyRequestsASecondHoweverFewEventsComeAtATime() {
        // Given
        Answers answers = new Answers();
        try (StreamWriter writer = region.service.write(BUFFER)) {
            write(writer, log(0), answers, 0, 1);
            await().atMost(PATIENCE).until(() -> answers.stored.size() == 1);
            int before = region.server.writes();
            long start = System.nanoTime();

            // When
            for (int i = 0; i < 200; i++) {
                write(writer, log(i % StreamingRegion.PARTITIONS), answers, i, i + 1);
                LockSupport.parkNanos(5_000_000);
            }
            await().atMost(PATIENCE).until(() -> answers.stored.size() == 201);

            // Then
            long most = 2 + Duration.ofNanos(System.nanoTime() - start).toMillis() / 20;
            assertThat((long) region.server.writes() - before).isLessThanOrEqualTo(most);
        }
    }

    @Test
    void shouldSplitWhatIsLargerThanARequestAndRefuseWhatIsLargerThanAMessage() {
        // Given
        Answers answers = new Answers();
        String large = "x".repeat(400_000);
        String tooLarge = "x".repeat(1 << 20);

        // When
        try (StreamWriter writer = region.service.write(BUFFER)) {
            for (int i = 0; i < 5; i++) {
                writer.offer(log(2), event(i + large), answers);
            }
            writer.offer(log(2), event(tooLarge), answers);
            writer.offer(log(2), event("small"), answers);
            await().atMost(PATIENCE).until(() -> answers.stored.size() == 6);
        }

        // Then
        assertThat(answers.refused).singleElement().asString().contains("OCI Streaming takes");
        assertThat(readAll(2, 6))
                .extracting(text -> text.substring(0, 1))
                .containsExactly("0", "1", "2", "3", "4", "s");
    }

    @Test
    void shouldReadOnFromAnyPlaceAndPassWhatIsNoEvent() {
        // Given
        Answers answers = new Answers();
        try (StreamWriter writer = region.service.write(BUFFER)) {
            write(writer, log(0), answers, 0, 50);
            await().atMost(PATIENCE).until(() -> answers.stored.size() == 50);
        }
        List<Entry> all;
        try (StreamReader reader = region.service.read()) {
            reader.seek(log(0), 0);
            all = read(reader, 50);

            // When
            reader.seek(log(0), all.get(20).offset());

            // Then
            assertThat(read(reader, 30))
                    .extracting(Entry::offset)
                    .startsWith(all.get(20).offset())
                    .hasSize(30);
        }
        Extent extent = region.service.extents(List.of(log(0))).get(log(0));
        assertThat(extent.end()).isGreaterThan(all.get(49).offset());
        assertThat(extent.start()).isLessThanOrEqualTo(all.get(0).offset());
    }

    @Test
    void shouldWaitAtTheEndForWhatComes() {
        // Given
        Answers answers = new Answers();
        long end = region.service.extents(List.of(log(0))).get(log(0)).end();
        try (StreamReader reader = region.service.read();
                StreamWriter writer = region.service.write(BUFFER)) {
            reader.seek(log(0), end + Envelope.MAX_EVENTS); // after the mark

            // When
            write(writer, log(0), answers, 0, 1);

            // Then
            assertThat(read(reader, 1)).hasSize(1);
        }
    }

    @Test
    void shouldSayThatRetentionHasDeletedWhatWasToBeRead() {
        // Given
        Answers answers = new Answers();
        try (StreamWriter writer = region.service.write(BUFFER)) {
            write(writer, log(0), answers, 0, 1);
            await().atMost(PATIENCE).until(() -> answers.stored.size() == 1);
            long first = answers.stored.element();
            region.streams.expireAll(region.id);
            write(writer, log(0), answers, 1, 2);
            await().atMost(PATIENCE).until(() -> answers.stored.size() == 2);

            // When
            try (StreamReader reader = region.service.read()) {
                reader.seek(log(0), first);

                // Then
                Batch batch = StreamingRegion.next(reader).orElseThrow();
                assertThat(batch.gone()).isTrue();
                assertThat(batch.next()).isEqualTo(first);
            }
        }
    }

    @Test
    void shouldShareThePartitionsAmongTheInstancesOfAGroup() {
        // Given
        Set<LogId> all = new TreeSet<>(List.of(log(0), log(1), log(2)));
        try (StreamGroup first = region.service.join("g", List.of(STREAM))) {
            await().atMost(PATIENCE).until(() -> first.mine().equals(all));

            // When
            try (StreamGroup second = region.service.join("g", List.of(STREAM))) {

                // Then
                await().atMost(PATIENCE).until(() -> {
                    Set<LogId> both = new TreeSet<>(first.mine());
                    both.addAll(second.mine());
                    return both.equals(all)
                            && first.mine().size() + second.mine().size() == 3;
                });
            }
            await().atMost(PATIENCE).until(() -> first.mine().equals(all)); // after the reservation has run out
        }
    }

    @Test
    void shouldSayWhichStreamIsMissingAndWhenTheRegionIsDown() {
        assertThatThrownBy(() -> region.service.partitions("mistaken"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContainingAll("Region r1", "'mistaken'");
        try (StreamService unsigned = region.open(region.server.uri(), OciIdentity.create())) {
            assertThatThrownBy(() -> unsigned.partitions(STREAM))
                    .isInstanceOf(RegionUnavailableException.class)
                    .hasMessageContainingAll("401 NotAuthenticated", "the clock of this machine");
        }
        region.service.partitions(STREAM);
        region.server.close();
        assertThatThrownBy(() -> region.service.extents(List.of(log(0))))
                .isInstanceOf(RegionUnavailableException.class)
                .hasMessageContaining("cannot be reached");
    }

    @Test
    void shouldLoseNothingAndKeepOrderWhenThrottled() {
        // Given
        region.close();
        region = new StreamingRegion(directory, Clock.systemUTC(), new OciStreams.Limits(100_000, 5));
        Answers answers = new Answers();
        AtomicInteger taken = new AtomicInteger();
        String filler = "x".repeat(1_000);

        // When
        try (StreamWriter writer = region.service.write(64 << 10)) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> {
                while (taken.get() < 300 && writer.offer(log(0), event(taken.get() + ":" + filler), answers)) {
                    taken.incrementAndGet();
                }
                return answers.stored.size() == 300;
            });
        }

        // Then
        List<String> read = readAll(0, 300);
        assertThat(read)
                .extracting(text -> Integer.valueOf(text.substring(0, text.indexOf(':'))))
                .containsExactlyElementsOf(IntStream.range(0, 300).boxed().toList());
    }
}
