package dev.baton.runtime.handover;

import dev.baton.core.BatonException;
import dev.baton.core.token.Token;
import dev.baton.runtime.config.HandoverMode;
import java.time.Duration;

/**
 * Moves the baton by an operator's order: begins the handover, waits as rule H demands, completes it. There is one code path for
 * switchover, failover and failback; monitors may run, and complete what this has begun, or not.
 *
 * <p>Every decision is made from a token that was just read, so that a conflict or an unknown outcome is settled by looking again.
 * The wait is measured on the clock of this process from when the handover was known to be in the store. For one thread; blocks
 * it for the given time and one call to the store at most.
 */
public final class Handover {

    /** How much longer than the full wait an order must be given: the store may take its time. */
    private static final Duration LEAST_SPARE = Duration.ofSeconds(1);

    private final HandoverPorts ports;
    private final HandoverMode mode;
    private final HandoverListener listener;

    /** A handover that does nothing before an order is given. */
    public Handover(HandoverPorts ports, HandoverMode mode, HandoverListener listener) {
        this.ports = ports;
        this.mode = mode;
        this.listener = listener;
    }

    /**
     * Carries out the order. If a handover to that region has begun already, it is driven to its end.
     *
     * @param timeout after which it is given up; at least a second more than {@link Token#viewsExpireIn()}
     * @throws BatonException if the token cannot be read or written at all; nothing was changed then
     */
    public HandoverOutcome carryOut(HandoverOrder order, Duration timeout) {
        Token token = ports.tokens().read();
        Duration least = token.viewsExpireIn().plus(LEAST_SPARE);
        if (timeout.compareTo(least) < 0) {
            return new HandoverOutcome.Refused(
                    "H",
                    "the time of " + timeout.toMillis() + " ms is too short: the full wait may be needed, so allow "
                            + least.toMillis() + " ms");
        }
        return new Drive(ports, mode, listener, order, timeout).from(token);
    }

    /**
     * The baton stays where it is.
     *
     * @throws BatonException if the token cannot be read or written at all; nothing was changed then
     */
    public HandoverOutcome abort(String reason, Duration timeout) {
        return new Withdrawal(ports, listener, reason, timeout)
                .from(ports.tokens().read());
    }
}
