package dev.baton.core.quorum;

import org.jspecify.annotations.Nullable;

/** How a proposal ended. Immutable if the value is. */
public sealed interface Outcome<V> {

    /**
     * This content was chosen; it was the register's at some instant of the proposal. Whether it is one's own is told by
     * its version.
     *
     * @param content null if the register was never written
     */
    record Settled<V>(@Nullable Content<V> content) implements Outcome<V> {}

    /** Nothing is settled; {@code why} is a sentence for people. Whether something may land still is told by the proposal. */
    record Undecided<V>(String why) implements Outcome<V> {}
}
