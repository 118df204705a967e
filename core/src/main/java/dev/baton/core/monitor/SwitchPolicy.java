package dev.baton.core.monitor;

/** How much a monitor does by itself. Whatever it says, an operator's change is never undone but by {@link Failback}. */
public enum SwitchPolicy {
    /** Everything: demotes, hands the baton over, completes and aborts handovers. */
    AUTO,
    /** Writes nothing, and says what {@link #AUTO} would have written. */
    OBSERVE,
    /**
     * Everything but begin a handover. A region that is down is still demoted, or its loss would stop every acknowledgement
     * (rule A), and a handover that an operator has begun is completed.
     */
    MANUAL
}
