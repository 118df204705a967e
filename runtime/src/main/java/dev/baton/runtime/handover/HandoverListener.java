package dev.baton.runtime.handover;

import dev.baton.core.token.Token;
import java.time.Duration;
import java.util.List;

/** Is told how a {@link Handover} goes on, for people to read; called by the thread that drives it, and must return soon. */
public interface HandoverListener {

    /** Is told and does nothing. */
    HandoverListener NONE = new HandoverListener() {};

    /** A step that is no handover yet was applied. */
    default void applied(String what, Token token, Duration after) {}

    /** From now on nobody's gate is open; {@code joined} if the handover had begun before. */
    default void begun(Token token, boolean joined, Duration after) {}

    /**
     * Not everybody has stopped, or that cannot be told; told when it changes.
     *
     * @param running whom the wait is for, empty if they cannot be listed
     * @param atMost how long it takes if nobody reports any more
     */
    default void waiting(List<String> running, Duration atMost) {}

    /** Nobody's gate can be open any more, and why; the handover is completed next. */
    default void closed(String why, Duration after) {}

    /** Somebody else has changed the token; it is looked at again. */
    default void conflict(Token current) {}

    /** A write may or may not have taken effect; it is found out by reading. */
    default void inDoubt(String what, String why) {}

    /** The store does not answer; trying again. */
    default void trouble(String why) {}
}
