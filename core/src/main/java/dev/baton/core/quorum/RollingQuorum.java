package dev.baton.core.quorum;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads that cost one request each: the acceptors are asked in turn, and the latest answers of two of them together are a
 * majority. If both show the same accepted ballot, its content is chosen, and none newer had been when the <em>older</em> of
 * the two requests was sent: a newer one would have been accepted by one of the two. So it is a read begun at that instant. For
 * one thread.
 */
public final class RollingQuorum<V> {

    /** What one acceptor showed to a request sent at {@code sentAt}. */
    private record Glance<V>(int acceptor, long sentAt, AcceptorState<V> state) {}

    /**
     * Content that was the register's newest when the older request was sent, or became it later.
     *
     * @param content null if the register was never written
     * @param sentAt of the older request, on the reader's monotonic clock
     */
    public record Seen<V>(@Nullable Content<V> content, long sentAt) {}

    private @Nullable Glance<V> previous;

    /** Takes the newest glance; empty if it does not agree with the one before: a whole read must follow. */
    public Optional<Seen<V>> glance(int acceptor, long sentAt, AcceptorState<V> state) {
        Glance<V> before = previous;
        if (before != null && before.acceptor() == acceptor) {
            return Optional.empty(); // one acceptor is no majority, however often it is asked
        }
        previous = new Glance<>(acceptor, sentAt, state);
        return before != null && before.state().accepted().equals(state.accepted())
                ? Optional.of(new Seen<>(state.content(), before.sentAt()))
                : Optional.empty();
    }

    /** Forgets what was seen. */
    public void reset() {
        previous = null;
    }
}
