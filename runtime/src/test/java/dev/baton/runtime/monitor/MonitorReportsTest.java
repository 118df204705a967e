package dev.baton.runtime.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Electorate;
import dev.baton.core.monitor.Finding;
import dev.baton.core.monitor.Report;
import dev.baton.core.monitor.SwitchPolicy;
import dev.baton.core.token.Sync;
import dev.baton.runtime.monitor.FakeProbe.Region;
import dev.baton.runtime.report.Bulletin;
import dev.baton.runtime.report.Bulletins;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a monitor makes known, and what it makes of what others do. */
class MonitorReportsTest extends MonitorLoopBench {

    @Test
    void shouldPublishWhatItSeesAtOnceWhenItChangesAndElseEveryHeartbeat() {
        // Given
        electorate = three();
        startAndSeeBothUp(SwitchPolicy.AUTO);
        await().until(() -> said("r1").equals("UP") && said("r2").equals("UP"));
        // When
        probe1.set(Region.REFUSES);
        // Then
        await().until(() -> said("r1").equals("DOWN"));
        Bulletin down = bulletins.newest("r2").orElseThrow();
        assertThat(down.report().findings().get(R1)).isEqualTo(new Finding("DOWN", "connect: refused"));
        assertThat(down.details().get(R2).steps()).containsEntry("acknowledge", Duration.ofMillis(2));
        await().until(() -> bulletins.newest("r2").orElseThrow().report().count()
                >= down.report().count() + 3);
    }

    @Test
    void shouldSwitchOnlyOnceAnotherMonitorSeesItToo() {
        // Given
        electorate = three();
        Peer witness = new Peer("witness");
        witness.says("UP", "UP");
        witness.says("UP", "UP");
        startAndSeeBothUp(SwitchPolicy.AUTO);
        probe1.set(Region.REFUSES);
        await().until(() -> listener.lines().stream().anyMatch(line -> line.contains("that takes 2 of 3")));
        witness.saysFor(Duration.ofMillis(400), "UP", "UP");
        assertThat(store.newest().version()).isEqualTo(1);
        // When, Then
        await().until(() -> {
            witness.says("DOWN", "UP"); // again and again: a report counts for 200 ms
            return store.newest().sync(R1) == Sync.OUT;
        });
        assertThat(store.history().get(1).audit().reason())
                .isEqualTo("r1 is down (2 of 3: r2, witness; connect: refused); r2 is up");
    }

    @Test
    void shouldLetClientsStandInForAMonitorThatIsSilent() {
        // Given
        electorate = three();
        Peer producer = new Peer("producer-1", Bulletins.ofClients(objects, "payments"));
        producer.says("UP", "UP");
        startAndSeeBothUp(SwitchPolicy.AUTO);
        probe1.set(Region.REFUSES);
        // When, Then
        await().pollInterval(Duration.ofMillis(300)).until(() -> {
            producer.says("DOWN", "UP");
            return store.newest().sync(R1) == Sync.OUT;
        });
        assertThat(store.history().get(1).audit().reason())
                .isEqualTo("r1 is down (2 of 3: r2 and the clients; connect: refused); r2 is up");
    }

    @Test
    void shouldTakeOverFromItsFormerSelf() {
        // Given a report of a process that was killed
        electorate = three();
        new Peer("r2").says("DOWN", "DOWN");
        // When
        startAndSeeBothUp(SwitchPolicy.AUTO);
        // Then
        await().until(() -> said("r1").equals("UP") && said("r2").equals("UP"));
    }

    private String said(String region) {
        return bulletins
                .newest("r2")
                .map(bulletin -> bulletin.report().findings().get(new RegionId(region)))
                .map(Finding::word)
                .orElse("");
    }

    private static Electorate three() {
        return new Electorate("r2", new TreeSet<>(List.of("r1", "r2", "witness")), Duration.ofMillis(200));
    }

    /** Another monitor. */
    private final class Peer {

        private final String name;
        private final Bulletins.Board board;
        private long count;

        Peer(String name) {
            this(name, bulletins);
        }

        Peer(String name, Bulletins among) {
            this.name = name;
            this.board = among.board(name);
        }

        void says(String ofR1, String ofR2) {
            TreeMap<RegionId, Finding> findings =
                    new TreeMap<>(Map.of(R1, new Finding(ofR1, ""), R2, new Finding(ofR2, "")));
            count++;
            board.publish(new Bulletin(new Report(name, "run", count, findings), Instant.EPOCH, new TreeMap<>()));
        }

        void saysFor(Duration time, String ofR1, String ofR2) {
            await().during(time).atMost(time.multipliedBy(4)).until(() -> {
                says(ofR1, ofR2);
                return store.newest().version() == 1;
            });
        }
    }
}
