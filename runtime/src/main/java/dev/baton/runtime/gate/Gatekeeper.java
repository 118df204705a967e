package dev.baton.runtime.gate;

import dev.baton.core.RegionId;
import dev.baton.core.gate.Gate;
import dev.baton.core.token.View;
import dev.baton.runtime.view.TokenWatch;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one consumer's {@link Gate}: feeds it the views of a {@link TokenWatch} and registers before it can open.
 *
 * <p>{@link #openTerm()} is called before each event: it takes no lock and allocates nothing. The consumer's thread reports the
 * stop; everything else happens on the watch's thread. Safe for use by these two.
 */
public final class Gatekeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gatekeeper.class);
    /** How soon to look again while a handover to this region is on its way: this bounds the pause that users see. */
    private static final Duration SOON = Duration.ofMillis(20);

    private static final Duration WHENEVER = Duration.ofDays(1);

    /**
     * Who the consumer is.
     *
     * @param region where it runs
     * @param group its consumer group
     * @param instance names the process, for people
     */
    public record Identity(RegionId region, String group, String instance) {}

    private final Identity identity;
    private final Registrations registrations;
    private final LongSupplier nanoTime;
    private final Supplier<String> nonces;
    private final TokenWatch watch;
    private final Object changes = new Object(); // guards writes of the two below
    private volatile Gate gate;
    private @Nullable Registration registration;
    private @Nullable Registration
            attempted; // confined to the watch's thread: kept while nobody knows whether it was stored

    /** A keeper that does not look before {@link #start}. */
    public Gatekeeper(
            Identity identity,
            Registrations registrations,
            TokenWatch.Ports ports,
            Duration poll,
            Supplier<String> nonces) {
        this.identity = identity;
        this.registrations = registrations;
        this.nanoTime = ports.nanoTime();
        this.nonces = nonces;
        this.gate = Gate.closed(identity.region());
        this.watch = new TokenWatch(ports, poll, "baton-gate-" + identity.instance(), this::observed);
    }

    /** Starts looking. Call once. */
    public void start() {
        watch.start();
    }

    /** The term in which the consumer may process right now, or 0 if the gate is closed. */
    public long openTerm() {
        return gate.openTerm(nanoTime.getAsLong());
    }

    /** True if the newest view says that this region has everything. */
    public boolean isInSync() {
        return gate.isInSync();
    }

    /** True if the consumer must finish what it has in hand, make its progress durable and call {@link #reportStopped}. */
    public boolean isStopDue() {
        return gate.isStopDue();
    }

    /** One sentence for people. */
    public String describe() {
        return gate.describe(nanoTime.getAsLong());
    }

    /**
     * The consumer has stopped and its progress is durable in every region that is up. When this returns, the monitor knows.
     *
     * @throws dev.baton.core.StoreUnavailableException if that is not certain; the gate is closed all the same, and the monitor
     *     waits for views to expire
     */
    public void reportStopped() {
        Registration ended;
        synchronized (changes) {
            gate = gate.stopped(); // closed before anybody is told
            ended = registration;
            registration = null;
        }
        if (ended != null) {
            registrations.forget(ended);
            LOG.atInfo()
                    .addKeyValue("event", "consumer-stopped")
                    .addKeyValue("region", identity.region())
                    .addKeyValue("group", identity.group())
                    .addKeyValue("term", ended.term())
                    .log("Stopped, and said so");
        }
    }

    private Duration observed(View view) {
        long term;
        synchronized (changes) {
            gate = gate.observed(view);
            term = gate.termToRegister();
        }
        if (term != 0) {
            register(term);
            return Duration.ZERO; // only a view that is read from now on can open the gate
        }
        return gate.isOpeningSoon() ? SOON : WHENEVER;
    }

    private void register(long term) {
        Registration fresh = attempted;
        if (fresh == null || fresh.term() != term) {
            fresh = registrations.prepare(identity.region(), identity.group(), identity.instance(), term, nonces.get());
            attempted = fresh;
        }
        registrations.add(fresh);
        attempted = null;
        Registration older;
        synchronized (changes) {
            gate = gate.registered(term);
            older = registration;
            registration = fresh;
        }
        if (older != null) {
            registrations.forget(older); // of a term that is over; the consumer never processed in it again
        }
        LOG.atInfo()
                .addKeyValue("event", "consumer-registered")
                .addKeyValue("region", identity.region())
                .addKeyValue("group", identity.group())
                .addKeyValue("term", term)
                .log("Registered; the gate may open");
    }

    /** Stops looking without a report, as progress could not be made durable; a monitor waits for views to expire instead. */
    public void abandon() {
        watch.close();
    }

    /** Stops looking, and reports the stop. The consumer must have finished. */
    @Override
    public void close() {
        watch.close();
        reportStopped();
    }
}
