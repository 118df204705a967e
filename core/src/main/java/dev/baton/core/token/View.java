package dev.baton.core.token;

/**
 * A token as one process read it, and until when it may be relied on there (rule V). Immutable.
 *
 * @param token what was read
 * @param validUntilNanos instant of the reader's own monotonic clock; instants are compared by their difference
 */
public record View(Token token, long validUntilNanos) {

    /** A view whose read request was <em>sent</em> at {@code sentAtNanos}: what was true then may change right after. */
    public static View readAt(long sentAtNanos, Token token) {
        return new View(token, sentAtNanos + token.ttl().toNanos());
    }

    /** True as long as the view may be relied on. */
    public boolean isValid(long nowNanos) {
        return validUntilNanos - nowNanos > 0;
    }
}
