package dev.baton.runtime.monitor;

import dev.baton.core.BatonException;
import dev.baton.core.RegionId;
import dev.baton.core.monitor.Decision;
import dev.baton.core.monitor.Health;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Token;

/**
 * Is told what a {@link MonitorLoop} sees and does, for people to read.
 *
 * <p>Called by the loop's own threads, one at a time; must return soon and must not throw.
 */
public interface MonitorListener {

    /** Is told and does nothing. */
    MonitorListener NONE = new MonitorListener() {};

    /** A probe has ended. */
    default void probed(RegionId region, ProbeResult result) {}

    /** A region's health is another one than before. */
    default void healthChanged(RegionId region, Health was, Health is) {}

    /** A version of the token was read that is newer than any before. */
    default void tokenChanged(Token token) {}

    /** A decision other than the one before. */
    default void decided(Decision decision) {}

    /** A decision to write was carried out, with this outcome. */
    default void wrote(Decision.Write write, CasOutcome outcome) {}

    /** From now on the token cannot be read, or not be written; each is told once, until {@link #storeAnswers}. */
    default void storeFailed(BatonException why) {}

    /** It can again. */
    default void storeAnswers() {}
}
