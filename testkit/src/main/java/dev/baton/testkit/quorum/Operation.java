package dev.baton.testkit.quorum;

import org.jspecify.annotations.Nullable;

/**
 * One operation on a register, as its client saw it. Immutable.
 *
 * @param kind what was asked, and what came of it
 * @param expected of a write: what the register had to hold (null: nothing)
 * @param value what was written or read (null: nothing)
 * @param invokedAt when it began
 * @param returnedAt when it ended; {@link #NEVER} if its outcome is unknown, as it may take effect at any time since
 */
public record Operation(Kind kind, @Nullable String expected, @Nullable String value, long invokedAt, long returnedAt) {

    /** Later than anything. */
    public static final long NEVER = Long.MAX_VALUE;

    /** What was asked, and what came of it. */
    public enum Kind {
        /** The register held the value. */
        READ,
        /** It held what was expected, and then the value. */
        APPLIED,
        /** It held something else than was expected. */
        CONFLICT,
        /** Either of the two, or nothing at all. */
        UNKNOWN
    }

    public Operation {
        if (returnedAt < invokedAt || (kind == Kind.UNKNOWN) != (returnedAt == NEVER)) {
            throw new IllegalArgumentException("returnedAt: must follow invokedAt, and be NEVER exactly if unknown");
        }
    }
}
