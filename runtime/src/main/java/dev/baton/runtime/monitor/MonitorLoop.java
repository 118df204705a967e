package dev.baton.runtime.monitor;

import dev.baton.core.monitor.HealthPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one monitor: probes every region all the time, and changes the token as {@link dev.baton.core.monitor.Monitor} decides.
 *
 * <p>It owns its threads, all daemons: one per region that probes, two that make known what this monitor sees and read what others
 * see, and one that reads the token every {@code poll} (every 20 ms
 * while a handover is on, at once when a region's health changes), decides and writes. An outage of the token store is survived:
 * nothing is decided meanwhile. Several loops, in one process or many, may run for the same token.
 *
 * <p>Safe for use by several threads.
 */
public final class MonitorLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MonitorLoop.class);

    /** For a probe or a write that is under way; then threads are interrupted. */
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(4);

    private static final Duration INTERRUPT_DEADLINE = Duration.ofSeconds(1);

    private final MonitorPorts ports;
    private final Observations observations = new Observations();
    private final List<Thread> threads = new ArrayList<>();

    /** A monitor that does nothing before {@link #start}. */
    public MonitorLoop(MonitorSettings settings, MonitorPorts ports, MonitorListener listener) {
        this.ports = ports;
        Journal journal = new Journal(listener);
        HealthPolicy health = settings.policy().health();
        ports.probes().forEach((region, probe) -> {
            ProbeLoop probes = new ProbeLoop(region, probe, health, ports.nanoTime(), observations, journal);
            threads.add(daemon(probes, "baton-probe-" + region));
        });
        threads.add(daemon(new ReportLoop(settings, ports, observations, journal), "baton-reports"));
        ClientLoop clients = new ClientLoop(ports.hearsay().clients(), ports.nanoTime(), observations, journal);
        threads.add(daemon(clients, "baton-clients"));
        threads.add(daemon(new DecisionLoop(settings, ports, observations, journal), "baton-monitor"));
    }

    /** Starts probing and deciding. Call once. */
    public void start() {
        threads.forEach(Thread::start);
    }

    /**
     * Ends its threads and closes its probes, within 5 s and a second for each probe. What is being written is finished first.
     * May be called again.
     */
    @Override
    public void close() {
        observations.close();
        long start = System.nanoTime();
        threads.forEach(thread -> join(thread, CLOSE_DEADLINE.minusNanos(System.nanoTime() - start)));
        threads.stream().filter(Thread::isAlive).forEach(MonitorLoop::interrupt);
        ports.probes().values().forEach(RegionProbe::close);
    }

    private static Thread daemon(Runnable loop, String name) {
        Thread thread = new Thread(loop, name);
        thread.setDaemon(true);
        return thread;
    }

    private static void interrupt(Thread thread) {
        LOG.atWarn()
                .addKeyValue("event", "monitor-slow-close")
                .addKeyValue("thread", thread.getName())
                .log("A thread of the monitor did not end in time; interrupting it");
        thread.interrupt();
        join(thread, INTERRUPT_DEADLINE);
    }

    private static void join(Thread thread, Duration atMost) {
        try {
            thread.join(Math.max(1, atMost.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
