package dev.baton.runtime.monitor;

import dev.baton.core.BatonException;
import dev.baton.core.RegionId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.monitor.Decision;
import dev.baton.core.monitor.Monitor;
import dev.baton.core.monitor.MonitorState;
import dev.baton.core.monitor.Verdict;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Token;
import dev.baton.runtime.gate.Registration;
import java.time.Duration;
import java.util.List;

/** Reads the token, lists the consumers if a handover is on, decides, writes; over and over, in one thread. */
final class DecisionLoop implements Runnable {

    /** How soon to look again while a handover is on: this bounds the pause that users see. */
    private static final Duration SOON = Duration.ofMillis(20);

    private final MonitorPorts ports;
    private final Monitor monitor;
    private final Duration poll;
    private final Observations observations;
    private final Journal journal;
    private List<Registration> running = List.of(); // as last listed, for the version at hand

    DecisionLoop(MonitorSettings settings, MonitorPorts ports, Observations observations, Journal journal) {
        this.ports = ports;
        this.monitor = new Monitor(settings.policy(), settings.electorate());
        this.poll = settings.poll();
        this.observations = observations;
        this.journal = journal;
    }

    @Override
    public void run() {
        while (!observations.isClosed()) {
            long seen = observations.changes();
            observations.awaitChange(seen, turn());
        }
    }

    /** One turn; returns when the next is due. */
    private Duration turn() {
        try {
            return decide(ports.tokens().read());
        } catch (BatonException e) {
            journal.readingFailed(e);
            return poll;
        } catch (RuntimeException bug) {
            journal.broken("The monitor failed in a way that it must not; it goes on", bug);
            return poll;
        }
    }

    private Duration decide(Token token) {
        journal.tokenRead(token);
        MonitorState state = observations.add(seen -> seen.saw(token, now()));
        if (token.handoverTo() != null && !monitor.policy().fenced()) {
            state = listConsumers(token);
        }
        Verdict verdict = monitor.decide(state, ports.signatures().get(), now());
        journal.decided(verdict.decision());
        if (verdict.decision() instanceof Decision.Write write) {
            return write(token, write);
        }
        Duration usual = token.handoverTo() == null ? poll : shorter(SOON, poll);
        return shorter(verdict.wakeAfter(), usual);
    }

    /** Rule H: only what is listed after the version was read is evidence for it. */
    private MonitorState listConsumers(Token token) {
        try {
            running = ports.registrations().running(token.active());
            journal.listed();
            return running.isEmpty()
                    ? observations.add(state -> state.consumersStopped(token.version()))
                    : observations.state();
        } catch (StoreUnavailableException e) {
            running = List.of();
            journal.listingFailed(e);
            return observations.state();
        }
    }

    private Duration write(Token expected, Decision.Write write) {
        CasOutcome outcome;
        try {
            outcome = ports.tokens().compareAndSet(expected, write.next());
        } catch (BatonException e) {
            journal.writingFailed(write, e);
            return poll;
        }
        journal.wrote(write, outcome);
        // Whatever the outcome, the next turn decides from what it reads: an unknown write is never taken for a failed
        // one.
        return outcome.fold(
                applied -> {
                    forgetConsumers(expected, write);
                    return Duration.ZERO;
                },
                conflict -> SOON,
                unknown -> SOON);
    }

    /**
     * After a full wait no gate from before is open, and none can open without registering anew under another key: what never
     * reported a stop, such as a consumer that was killed, would only make the next handover wait as well.
     */
    private void forgetConsumers(Token before, Decision.Write write) {
        if (write.change() != Decision.Change.COMPLETE_HANDOVER || running.isEmpty()) {
            return;
        }
        RegionId region = before.active();
        try {
            running.forEach(ports.registrations()::forget);
            journal.forgot(running.size(), region);
        } catch (StoreUnavailableException e) {
            journal.listingFailed(e);
        }
        running = List.of();
    }

    private long now() {
        return ports.nanoTime().getAsLong();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
