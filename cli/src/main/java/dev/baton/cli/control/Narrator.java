package dev.baton.cli.control;

import dev.baton.cli.shell.Format;
import dev.baton.cli.shell.Terminal;
import dev.baton.core.token.Token;
import dev.baton.runtime.handover.HandoverListener;
import java.time.Duration;
import java.util.List;

/** Tells the person at the terminal how a handover goes. */
final class Narrator implements HandoverListener {

    private static final int MOST_NAMES = 5;

    private final Terminal terminal;

    Narrator(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void applied(String what, Token token, Duration after) {
        terminal.say(Format.duration(after) + ": " + what + " (version " + token.version() + ")");
    }

    @Override
    public void begun(Token token, boolean joined, Duration after) {
        terminal.onInterrupt(() -> terminal.say("baton: the handover has begun, so it is brought to its end"));
        terminal.say(Format.duration(after) + ": "
                + (joined
                        ? "a handover to " + token.handoverTo() + " had been begun by "
                                + token.audit().by() + "; bringing it to its end"
                        : "nobody processes from now on (version " + token.version() + ")"));
    }

    @Override
    public void waiting(List<String> running, Duration atMost) {
        String whom = running.isEmpty()
                ? "consumers that cannot be listed"
                : Format.count(running.size(), "consumer") + " to stop ("
                        + String.join(", ", running.subList(0, Math.min(MOST_NAMES, running.size())))
                        + (running.size() > MOST_NAMES ? ", ..." : "") + ")";
        terminal.say("waiting for " + whom + ", " + Format.duration(atMost) + " at most");
    }

    @Override
    public void closed(String why, Duration after) {
        terminal.say(Format.duration(after) + ": " + why);
    }

    @Override
    public void conflict(Token current) {
        terminal.say("the token was changed by " + current.audit().by() + " at the same moment (version "
                + current.version() + ": " + current.audit().reason() + "); looking again");
    }

    @Override
    public void inDoubt(String what, String why) {
        terminal.say("it is not known whether this was done: " + what + " (" + why + "); looking again");
    }

    @Override
    public void trouble(String why) {
        terminal.say(why + " Trying again.");
    }
}
