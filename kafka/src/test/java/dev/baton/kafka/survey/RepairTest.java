package dev.baton.kafka.survey;

import static dev.baton.kafka.TwoRegions.R1;
import static dev.baton.kafka.TwoRegions.R2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.baton.kafka.TwoRegions;
import dev.baton.runtime.config.BatonConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Real brokers whose topics differ. */
@Tag("chaos")
class RepairTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private TwoRegions regions;

    @BeforeEach
    void open() {
        regions = new TwoRegions(directory);
    }

    @AfterEach
    void close() {
        regions.close();
    }

    /** The installation with other streams. */
    private BatonConfig with(String... streams) {
        return BatonConfig.parse(
                """
                name: %s
                regions:
                  r1: { kafka: { bootstrap.servers: "%s" } }
                  r2: { kafka: { bootstrap.servers: "%s" } }
                streams: { %s }
                token: { directory: token }
                """
                        .formatted(
                                regions.stream(),
                                regions.broker(R1).bootstrap(),
                                regions.broker(R2).bootstrap(),
                                String.join(
                                        ", ",
                                        List.of(streams).stream()
                                                .map(stream -> stream + ": {}")
                                                .toList())),
                "test",
                directory,
                name -> null);
    }

    private String name(String suffix) {
        return regions.stream() + "-" + suffix;
    }

    private static List<String> problems(BatonConfig config) {
        return Checkup.of(config, PATIENCE).stream()
                .filter(finding -> finding.kind() == Finding.Kind.PROBLEM)
                .map(finding -> finding.subject() + ": " + finding.text())
                .toList();
    }

    @Test
    void shouldMakeTopicsAlikeAndSayEachThingDone() {
        // Given
        String kept = name("kept");
        String missing = name("missing");
        regions.broker(R1).createTopic(kept, 2, Map.of("retention.ms", "86400000", "max.message.bytes", "2000000"));
        regions.broker(R2).createTopic(kept, 2, Map.of("retention.ms", "-1"));
        regions.broker(R2).createTopic(missing, 5, Map.of("retention.bytes", "123456789"));
        BatonConfig config = with(kept, missing);
        assertThat(problems(config))
                .hasSize(3)
                .anyMatch(problem ->
                        problem.startsWith("stream " + kept + ": retention.ms is 86400000 in r1, -1 in r2: "))
                .anyMatch(problem ->
                        problem.startsWith("stream " + kept + ": max.message.bytes is 2000000 in r1, 1048588 in r2: "))
                .anyMatch(problem -> problem.startsWith("stream " + missing + ": there is no topic '" + missing));
        // When
        List<Finding> done = Repair.of(config, PATIENCE);
        // Then
        assertThat(done).extracting(Finding::kind).containsOnly(Finding.Kind.DONE);
        assertThat(done)
                .extracting(Finding::text)
                .satisfiesExactlyInAnyOrder(
                        text -> assertThat(text)
                                .isEqualTo("set retention.ms of topic '" + kept + "' in r1 from 86400000 to -1"),
                        text -> assertThat(text)
                                .isEqualTo(
                                        "set max.message.bytes of topic '" + kept + "' in r2 from 1048588 to 2000000"),
                        text -> assertThat(text)
                                .startsWith("made topic '" + missing + "' in r1 with 5 partitions, ")
                                .contains("retention.bytes 123456789"));
        assertThat(problems(config)).isEmpty();
        assertThat(Repair.of(config, PATIENCE)).as("once more").isEmpty();
    }

    @Test
    void shouldLeaveAloneWhatWouldBreakSomething() {
        // Given
        String uneven = name("uneven");
        regions.broker(R1).createTopic(uneven, 3, Map.of("cleanup.policy", "compact"));
        regions.broker(R2).createTopic(uneven, 6, Map.of("message.timestamp.type", "LogAppendTime"));
        BatonConfig config = with(uneven);
        List<String> before = problems(config);
        // When
        List<Finding> done = Repair.of(config, PATIENCE);
        // Then
        assertThat(before).hasSize(4);
        assertThat(done).extracting(Finding::kind).containsExactly(Finding.Kind.NOTE);
        assertThat(problems(config)).isEqualTo(before);
    }

    @Test
    void shouldWarnAClientThatStarts() {
        // Given
        String early = name("early");
        regions.broker(R1).createTopic(early, 1, Map.of("retention.ms", "1234567"));
        regions.broker(R2).createTopic(early, 1, Map.of());
        Logger logger = (Logger) LoggerFactory.getLogger(TopicWarnings.class);
        ListAppender<ILoggingEvent> warnings = new ListAppender<>();
        warnings.start();
        logger.addAppender(warnings);
        try {
            // When
            TopicWarnings.giveLater(with(early));
            // Then
            await().atMost(PATIENCE).until(() -> !List.copyOf(warnings.list).isEmpty());
            assertThat(warnings.list)
                    .singleElement()
                    .extracting(event -> event.getKeyValuePairs().toString())
                    .asString()
                    .contains("stream " + early, "retention.ms is 1234567 in r1, 604800000 in r2");
        } finally {
            logger.detachAppender(warnings);
        }
    }
}
