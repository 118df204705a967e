package dev.baton.runtime.catchup;

import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.token.Token;

/** Is told what becomes of a catch-up; called on its thread, and must return soon. */
public interface CatchUpListener {

    /** The token was changed. */
    default void changed(Token token, String what) {}

    /** So far it has come; about once a second while it copies. */
    default void progressed(RegionJournal journal) {}

    /** It cannot go on just now, or waits; told once for each reason, a clause for people. */
    default void waiting(String why) {}

    /** The region holds everything again: this many events were copied, and this many written to the source. */
    default void done(RegionJournal journal, long copied, long leftovers) {}
}
