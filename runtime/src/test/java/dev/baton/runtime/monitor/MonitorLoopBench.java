package dev.baton.runtime.monitor;

import static org.awaitility.Awaitility.await;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Electorate;
import dev.baton.core.monitor.HealthPolicy;
import dev.baton.core.monitor.MonitorPolicy;
import dev.baton.core.monitor.Signature;
import dev.baton.core.monitor.SwitchPolicy;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Token;
import dev.baton.runtime.gate.Registrations;
import dev.baton.runtime.report.Bulletins;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A monitor's loop over two regions, a token and objects that do as they are told. */
@Timeout(30)
abstract class MonitorLoopBench {

    static final RegionId R1 = new RegionId("r1");
    static final RegionId R2 = new RegionId("r2");
    static final Audit ALICE = new Audit("planned", "alice", Instant.EPOCH, "a");
    private static final HealthPolicy QUICK = new HealthPolicy(
            Duration.ofMillis(20), Duration.ofMillis(100), 2, Duration.ofMillis(60), Duration.ofMillis(200));
    private static final Duration LONG_TTL = Duration.ofSeconds(60);
    static final Duration SHORT_TTL = Duration.ofMillis(100);

    final FakeProbe probe1 = new FakeProbe();
    final FakeProbe probe2 = new FakeProbe();
    final FakeObjects objects = new FakeObjects();
    final Registrations registrations = new Registrations(objects, "payments");
    final Bulletins bulletins = Bulletins.ofMonitors(objects, "payments");
    final RecordingListener listener = new RecordingListener();
    Electorate electorate = Electorate.alone("r2");
    FakeTokenStore store;
    MonitorLoop loop;

    @BeforeEach
    void useATokenWhoseViewsLastLong() {
        store = new FakeTokenStore(first(LONG_TTL));
    }

    @AfterEach
    void close() {
        loop.close();
    }

    final void startAndSeeBothUp(SwitchPolicy switching) {
        AtomicInteger writes = new AtomicInteger();
        MonitorPorts ports = new MonitorPorts(
                store,
                registrations,
                new TreeMap<>(Map.of(R1, probe1, R2, probe2)),
                new MonitorPorts.Hearsay(
                        bulletins, Bulletins.ofClients(objects, "payments"), "run", () -> Instant.EPOCH),
                () -> new Signature("monitor@r2", Instant.EPOCH, "w" + writes.incrementAndGet()),
                System::nanoTime);
        MonitorPolicy policy =
                new MonitorPolicy(switching, QUICK, false, Duration.ZERO, 10, MonitorPolicy.UNLIMITED, null);
        loop = new MonitorLoop(new MonitorSettings(policy, electorate, Duration.ofMillis(30)), ports, listener);
        loop.start();
        await().until(() -> listener.lines().containsAll(List.of("version 1", "r1 UNKNOWN UP", "r2 UNKNOWN UP")));
    }

    static Token first(Duration ttl) {
        return Token.first("payments", List.of(R1, R2), R1, ttl, ALICE);
    }
}
