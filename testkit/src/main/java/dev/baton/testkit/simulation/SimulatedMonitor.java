package dev.baton.testkit.simulation;

import dev.baton.core.monitor.Decision;
import dev.baton.core.monitor.Decision.Change;
import dev.baton.core.monitor.Monitor;
import dev.baton.core.monitor.MonitorPolicy;
import dev.baton.core.monitor.MonitorState;
import dev.baton.core.monitor.ProbeTime;
import dev.baton.core.monitor.Signature;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Token;
import dev.baton.core.token.View;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The product's monitor: probes the regions, reads the token, decides, writes; each in a step of its own. */
final class SimulatedMonitor extends Actor {

    private final Monitor monitor;
    private final MonitorPolicy policy;
    private final TokenWriter writer;
    private final long[] probeSentAt;
    private final boolean[] probing;
    private TokenReader reader;
    private MonitorState state = MonitorState.initial();
    private @Nullable Token token; // read, and not yet decided about
    private boolean listed;
    private long newestVersion;
    private long newestSince;
    private long handingOverSince;
    private Decision.@Nullable Write written;
    private @Nullable Decision told;

    SimulatedMonitor(World world, String name, MonitorPolicy policy) {
        super(world, name, world.network().newPlace(name));
        this.policy = policy;
        this.monitor = new Monitor(policy);
        this.writer = new TokenWriter(this);
        this.reader = new TokenReader(this);
        this.probeSentAt = new long[world.regions().size()];
        this.probing = new boolean[world.regions().size()];
        restart();
    }

    @Override
    void restart() {
        state = MonitorState.initial();
        reader = new TokenReader(this);
        writer.abandon();
        token = null;
        listed = false;
        for (int i = 0; i < probing.length; i++) {
            probing[i] = false;
            probeSentAt[i] =
                    clock.at(world.now()) - policy.health().probeInterval().toNanos();
        }
    }

    @Override
    void step() {
        probe();
        Token read = token;
        if (!writer.isIdle()) {
            advance();
        } else if (read == null) {
            read();
        } else if (read.handoverTo() != null && !policy.fenced() && !listed) {
            listConsumers(read);
        } else {
            token = null;
            listed = false;
            decide(read);
        }
    }

    /** Probes do nothing that anybody else sees. */
    private void probe() {
        long now = clock.at(world.now());
        for (int i = 0; i < probing.length; i++) {
            if (probing[i]) {
                probing[i] = false;
                probed(world.regions().get(i), new ProbeTime(probeSentAt[i], now));
            } else if (now - probeSentAt[i] >= policy.health().probeInterval().toNanos()) {
                probing[i] = true;
                probeSentAt[i] = now;
            }
        }
    }

    private void probed(SimulatedRegion region, ProbeTime time) {
        boolean answers = world.has(PlantedBug.PROBES_WITHOUT_WRITING) ? region.isReadable() : region.isWritable();
        String before = state.health(region.id()).word();
        if (answers
                && world.network().passes(place, region.place())
                && world.network().passes(region.place(), place)) {
            state = state.succeeded(region.id(), time, policy.health());
        } else {
            state = state.failed(region.id(), time, "no answer", policy.health());
        }
        String after = state.health(region.id()).word();
        if (!before.equals(after)) {
            note("finds", region.id() + " " + after);
        }
    }

    private void read() {
        View view = reader.advance();
        if (view != null) {
            token = view.token();
            state = state.saw(view.token(), nanoTime());
            countAnew(view.token());
        }
    }

    private void countAnew(Token read) {
        if (read.version() > newestVersion) {
            newestVersion = read.version();
            newestSince = nanoTime();
            handingOverSince = read.handoverTo() == null || handingOverSince == 0 ? newestSince : handingOverSince;
        }
    }

    /** Rule H: only what is listed after the version was read is evidence for it. */
    private void listConsumers(Token read) {
        listed = true;
        Boolean running = world.network()
                .ask(place, world.store().place(), () -> world.store().isAnyRunning(read.active()));
        if (running != null && !running) {
            state = state.consumersStopped(read.version());
        }
    }

    private void decide(Token read) {
        Signature signature = new Signature(
                Signature.MONITOR + this, Instant.EPOCH.plusNanos(clock.wall(world.now())), world.newWriteId());
        long late = world.has(PlantedBug.COUNTS_THE_WAIT_ANEW) ? newestSince - handingOverSince : 0;
        Decision decision = monitor.decide(state, signature, nanoTime() - late).decision();
        if (decision instanceof Decision.Write write) {
            if (isEarly(write)) {
                world.completingEarly(read);
            }
            written = write;
            writer.write(read, write.next());
        } else if (decision instanceof Decision.Held) {
            world.reached(Reached.MONITOR_HELD);
        }
        if (!decision.equals(told) && !(decision instanceof Decision.Write)) {
            told = decision;
            note("decides:", decision instanceof Decision.Held held ? "held, as " + held.why() : "nothing");
        }
    }

    private static boolean isEarly(Decision.Write write) {
        return write.change() == Change.COMPLETE_HANDOVER && write.why().contains("has stopped");
    }

    private void advance() {
        CasOutcome outcome = writer.advance();
        Decision.Write write = written;
        if (!(outcome instanceof CasOutcome.Applied) || write == null) {
            return;
        }
        switch (write.change()) {
            case DEMOTE -> world.reached(Reached.DEMOTED_BY_A_MONITOR);
            case BEGIN_HANDOVER -> world.reached(
                    write.why().contains("home region")
                            ? Reached.FAILBACK_BY_A_MONITOR
                            : Reached.FAILOVER_BY_A_MONITOR);
            case COMPLETE_HANDOVER -> world.reached(
                    isEarly(write) ? Reached.HANDOVER_COMPLETED_EARLY : Reached.HANDOVER_COMPLETED_AFTER_THE_WAIT);
            case ABORT_HANDOVER -> {}
        }
    }
}
