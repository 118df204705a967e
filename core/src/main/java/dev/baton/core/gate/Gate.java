package dev.baton.core.gate;

import dev.baton.core.RegionId;
import dev.baton.core.token.Sync;
import dev.baton.core.token.View;
import org.jspecify.annotations.Nullable;

/**
 * Whether one consumer may process right now. Immutable: each event gives the next gate.
 *
 * <p>A gate is open while a valid view says that this region holds the baton and no handover has begun, <em>and</em> that view
 * was read after the consumer had registered for the view's term. Registering therefore forgets the view: only one that is
 * read afterwards can open the gate, so a monitor that lists registrations after it began a handover misses nobody (rule H).
 * The gate cannot see when a view was read: whoever feeds it reads and registers one after the other, never side by side.
 *
 * <table>
 * <caption>Transitions</caption>
 * <tr><th>event</th><th>effect</th></tr>
 * <tr><td>{@link #observed}</td><td>the view is replaced</td></tr>
 * <tr><td>{@link #registered}</td><td>registered for that term; the view is forgotten</td></tr>
 * <tr><td>{@link #stopped}</td><td>no longer registered; cannot open before registering again</td></tr>
 * </table>
 */
public final class Gate {

    private static final long NONE = 0;

    private final RegionId own;
    private final @Nullable View view;
    private final long registeredTerm;
    /** The term in which to process as long as the view is valid; known here, as it is asked for before each event. */
    private final long termWhileValid;

    private Gate(RegionId own, @Nullable View view, long registeredTerm) {
        this.own = own;
        this.view = view;
        this.registeredTerm = registeredTerm;
        this.termWhileValid = view != null && view.token().admits(own) && isRegisteredFor(view) ? registeredTerm : NONE;
    }

    /** The closed gate of a consumer of region {@code own} that has seen nothing yet. */
    public static Gate closed(RegionId own) {
        return new Gate(own, null, NONE);
    }

    /** A view was read, by a request sent after everything else that this gate has been told. */
    public Gate observed(View read) {
        return new Gate(own, read, registeredTerm);
    }

    /** The registration for {@code term} is durable. */
    public Gate registered(long term) {
        return new Gate(own, null, term);
    }

    /** Processing has ended for certain, and its progress is durable. */
    public Gate stopped() {
        return new Gate(own, view, NONE);
    }

    /** The term in which the consumer may process right now, or 0 if the gate is closed. */
    public long openTerm(long nowNanos) {
        View seen = view;
        return seen != null && termWhileValid != NONE && seen.isValid(nowNanos) ? termWhileValid : NONE;
    }

    /** The term to register for before the gate can open, or 0 if it could not open anyway or is registered. */
    public long termToRegister() {
        View seen = view;
        return seen == null || !admitted(seen) || isRegisteredFor(seen)
                ? NONE
                : seen.token().term().value();
    }

    /** True if this consumer is registered and must stop and say so: the baton is leaving or has left. */
    public boolean isStopDue() {
        View seen = view;
        return registeredTerm != NONE && seen != null && !(admitted(seen) && isRegisteredFor(seen));
    }

    /** True if the newest view says that this region has everything. */
    public boolean isInSync() {
        View seen = view;
        return seen != null && seen.token().sync(own) == Sync.IN_SYNC;
    }

    /** True if a handover to this region has begun: look again soon. */
    public boolean isOpeningSoon() {
        View seen = view;
        return seen != null && own.equals(seen.token().handoverTo());
    }

    /** One sentence for people: why the gate is closed, or that it is open. */
    public String describe(long nowNanos) {
        View seen = view;
        if (openTerm(nowNanos) != NONE) {
            return "open in term " + registeredTerm;
        }
        if (seen == null) {
            return "closed: no view of the token yet";
        }
        if (!seen.isValid(nowNanos)) {
            return "closed: the view of the token has expired";
        }
        RegionId to = seen.token().handoverTo();
        if (to != null) {
            return "closed: the baton is being handed over to " + to;
        }
        return admitted(seen)
                ? "closed: registering"
                : "closed: " + seen.token().active() + " holds the baton";
    }

    private boolean isRegisteredFor(View seen) {
        return registeredTerm == seen.token().term().value();
    }

    private boolean admitted(View seen) {
        return seen.token().admits(own);
    }
}
