package dev.baton.kafka.monitor;

import static dev.baton.kafka.monitor.Watchers.HAPPY;
import static dev.baton.kafka.monitor.Watchers.LONELY;
import static dev.baton.kafka.monitor.Watchers.MONITORS;
import static dev.baton.kafka.monitor.Watchers.R1;
import static dev.baton.kafka.monitor.Watchers.R2;
import static dev.baton.kafka.monitor.Watchers.STREAM;
import static dev.baton.kafka.monitor.Watchers.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.kafka.consumer.BatonConsumer;
import dev.baton.kafka.producer.BatonProducer;
import dev.baton.runtime.report.Bulletin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three monitors of two real regions, and networks of which only some of them are part. */
@Tag("chaos")
@Timeout(900)
class ThreeMonitorsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(6);

    @TempDir
    static Path directory;

    private static Watchers watchers;

    private final CountDownLatch ended = new CountDownLatch(1);

    @BeforeAll
    static void startBrokers() throws IOException {
        watchers = new Watchers(directory);
    }

    @AfterAll
    static void stopBrokers() {
        watchers.close();
    }

    @AfterEach
    void stop() {
        ended.countDown();
        watchers.stop();
    }

    @Test
    void shouldNotSwitchWhenOneOfThreeIsCutOffFromARegion() throws IOException {
        // Given
        start("one-of-three");
        // When
        watchers.wayToR1("witness").cut();
        // Then
        await().atMost(PATIENCE)
                .until(() -> says(watchers.monitors(), "witness").equals("DOWN"));
        stays(1, LONG_ENOUGH);
        assertThat(says(watchers.monitors(), "r1")).isIn("UP", "SUSPECT"); // one late answer is no loss
        assertThat(says(watchers.monitors(), "r2")).isIn("UP", "SUSPECT");
    }

    @Test
    void shouldSwitchWhenTwoOfThreeSeeARegionDown() throws IOException {
        // Given
        start("two-of-three");
        // When
        watchers.wayToR1("witness").cut();
        watchers.wayToR1("r2").cut();
        // Then
        await().atMost(PATIENCE).until(() -> watchers.token().active().equals(R2));
        Token token = watchers.token();
        assertThat(token.sync(R1)).isEqualTo(Sync.OUT);
        assertThat(token.audit().reason()).contains("r1 is").contains("r2 is up");
        assertThat(says(watchers.monitors(), "r1")).isIn("UP", "SUSPECT");
    }

    @Test
    void shouldNotSwitchWhenOneProducerIsCutOffAndThatProducerSaysSo() throws IOException {
        // Given
        start("one-producer");
        produce(HAPPY);
        produce(LONELY);
        await().atMost(PATIENCE)
                .until(() -> watchers.clients().reporters().size() == 2
                        && watchers.clients().reporters().stream().noneMatch(client -> says(watchers.clients(), client)
                                .equals("DOWN")));
        // When
        watchers.wayToR1(LONELY).cut();
        // Then
        await().atMost(PATIENCE)
                .until(() -> watchers.clients().reporters().stream()
                                .filter(client ->
                                        says(watchers.clients(), client).equals("DOWN"))
                                .count()
                        == 1);
        stays(1, LONG_ENOUGH);
        String lonely = watchers.clients().reporters().stream()
                .filter(client -> says(watchers.clients(), client).equals("DOWN"))
                .findFirst()
                .orElseThrow();
        Bulletin bulletin = watchers.clients().newest(lonely).orElseThrow();
        assertThat(bulletin.report().findings().get(R1).why()).contains("for its acknowledgement");
        assertThat(bulletin.report().findings().get(R2).word()).isNotEqualTo("DOWN");
        // When
        watchers.wayToR1(LONELY).heal();
        // Then
        await().atMost(PATIENCE).until(() -> !says(watchers.clients(), lonely).equals("DOWN"));
        ended.countDown();
        watchers.closeProducers();
        assertThat(watchers.clients().reporters())
                .as("a clean close takes the report back")
                .isEmpty();
    }

    /** Nothing is produced, so that it knows by the answers to its fetches and heartbeats alone. */
    @Test
    void shouldNotSwitchWhenOneIdleConsumerIsCutOffAndThatConsumerSaysSo() throws IOException, InterruptedException {
        // Given
        start("one-consumer");
        CountDownLatch left = new CountDownLatch(1);
        consume(LONELY, left);
        await().atMost(PATIENCE).until(() -> clientsSay("UP"));
        // When
        watchers.wayToR1(LONELY).cut();
        // Then
        await().atMost(PATIENCE).until(() -> clientsSay("DOWN"));
        String lonely = watchers.clients().reporters().get(0);
        assertThat(watchers.clients()
                        .newest(lonely)
                        .orElseThrow()
                        .report()
                        .findings()
                        .get(R1)
                        .why())
                .contains("nothing has come in for");
        stays(1, LONG_ENOUGH);
        // When
        watchers.wayToR1(LONELY).heal();
        // Then
        await().atMost(PATIENCE).until(() -> clientsSay("UP"));
        ended.countDown();
        assertThat(left.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(watchers.clients().reporters())
                .as("a clean close takes the report back")
                .isEmpty();
    }

    private static boolean clientsSay(String word) {
        return watchers.clients().reporters().stream()
                .map(client -> says(watchers.clients(), client))
                .toList()
                .equals(List.of(word));
    }

    @Test
    void shouldSwitchWhenARegionAnswersThreeSecondsLate() throws IOException {
        // Given
        start("slow");
        // When
        watchers.slowR1(Duration.ofSeconds(3));
        // Then
        await().atMost(PATIENCE).until(() -> watchers.token().active().equals(R2));
        stays(watchers.token().version(), LONG_ENOUGH);
    }

    @Test
    @Tag("soak")
    void shouldNotFlapWhileARegionTurnsSlowAndFastForTenMinutes() throws IOException, InterruptedException {
        // Given
        start("flapping");
        CountDownLatch pause = new CountDownLatch(1);
        // When
        for (int i = 0; i < 30; i++) {
            boolean slow = i % 2 == 0;
            watchers.slowR1(slow ? Duration.ofSeconds(3) : Duration.ZERO);
            for (int second = 0; second < 20; second++) {
                pause.await(1, TimeUnit.SECONDS);
                boolean up = MONITORS.stream()
                        .allMatch(who -> says(watchers.monitors(), who).equals("UP"));
                if (up && watchers.token().sync(R1) == Sync.OUT) {
                    watchers.catchUp(R1);
                }
            }
        }
        // Then
        assertThat(watchers.token().active()).isEqualTo(R2);
        assertThat(watchers.token().term().value()).as("switches + 1").isEqualTo(2);
        assertThat(watchers.token().episode(R1))
                .as("times that it was caught up")
                .isGreaterThan(10);
    }

    private static void start(String name) throws IOException {
        watchers.begin(name);
        watchers.startMonitors();
        await().atMost(PATIENCE).until(() -> MONITORS.stream()
                .allMatch(who -> says(watchers.monitors(), who).equals("UP")));
    }

    private static void stays(long version, Duration time) {
        await().during(time)
                .atMost(time.multipliedBy(3))
                .until(() -> watchers.token().version() == version);
    }

    /** Polls until the test ends, and then leaves. */
    private void consume(String who, CountDownLatch left) throws IOException {
        BatonConsumer<String, String> consumer = watchers.consumer(who);
        Thread thread = new Thread(
                () -> {
                    try (consumer) {
                        while (ended.getCount() > 0) {
                            consumer.poll(Duration.ofMillis(100));
                        }
                    } finally {
                        left.countDown();
                    }
                },
                who);
        thread.setDaemon(true);
        thread.start();
    }

    /** An event every 20 ms until the test ends. */
    private void produce(String who) throws IOException {
        BatonProducer<String, String> producer = watchers.keep(new BatonProducer<>(watchers.producer(who)));
        Thread thread = new Thread(
                () -> {
                    try {
                        while (!ended.await(20, TimeUnit.MILLISECONDS)) {
                            sendOne(producer);
                        }
                    } catch (InterruptedException | IllegalStateException e) {
                        Thread.currentThread().interrupt(); // it is closed: the test is over
                    }
                },
                who);
        thread.setDaemon(true);
        thread.start();
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private static void sendOne(BatonProducer<String, String> producer) {
        try {
            producer.send(new ProducerRecord<>(STREAM, "key", "value"));
        } catch (TimeoutException e) {
            return; // no room, as one region does not answer
        }
    }
}
