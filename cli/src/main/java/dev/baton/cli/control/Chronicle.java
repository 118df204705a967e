package dev.baton.cli.control;

import dev.baton.cli.shell.Format;
import dev.baton.cli.shell.Terminal;
import dev.baton.cli.shell.Terminal.Colour;
import dev.baton.core.BatonException;
import dev.baton.core.RegionId;
import dev.baton.core.monitor.Decision;
import dev.baton.core.monitor.Health;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Token;
import dev.baton.runtime.monitor.MonitorListener;
import dev.baton.runtime.monitor.ProbeResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Prints a line for each thing that changes as a monitor sees it; called by one thread at a time. */
final class Chronicle implements MonitorListener {

    private final Terminal terminal;
    private final Set<RegionId> inconclusive = new HashSet<>();
    private final List<Consumer<Token>> followers = new ArrayList<>();

    Chronicle(Terminal terminal) {
        this.terminal = terminal;
    }

    /** A line of its own. */
    void tell(String what) {
        terminal.print(Format.clock(Instant.now()) + " " + what);
    }

    /** From now on {@code follower} is told of each new token too; call before the monitor starts. */
    Chronicle and(Consumer<Token> follower) {
        followers.add(follower);
        return this;
    }

    private void tell(Colour colour, String what) {
        tell(terminal.in(colour, what));
    }

    @Override
    public void probed(RegionId region, ProbeResult result) {
        if (!(result instanceof ProbeResult.Inconclusive open)) {
            inconclusive.remove(region);
        } else if (inconclusive.add(region)) {
            tell(Colour.YELLOW, region + " answers, but cannot be probed: " + open.why());
        }
    }

    @Override
    public void healthChanged(RegionId region, Health was, Health is) {
        String why = is.why().isEmpty() ? "" : " (" + is.why() + ")";
        Colour colour = is instanceof Health.Up ? Colour.GREEN : is instanceof Health.Down ? Colour.RED : Colour.YELLOW;
        tell(colour, region + " is " + is.word() + ", was " + was.word() + why);
    }

    @Override
    public void tokenChanged(Token token) {
        followers.forEach(follower -> follower.accept(token));
        String where = token.handoverTo() == null
                ? token.active() + " holds the baton"
                : "from " + token.active() + " to " + token.handoverTo() + ", under way";
        String regions = token.regions().entrySet().stream()
                .map(region -> region.getKey() + " " + region.getValue().sync())
                .collect(Collectors.joining(", "));
        tell("token version " + token.version() + ", term " + token.term() + ": " + where + "; " + regions + "; by "
                + token.audit().by() + ": " + token.audit().reason());
    }

    @Override
    public void decided(Decision decision) {
        if (decision instanceof Decision.Held held) {
            tell(Colour.YELLOW, "nothing is done: " + held.why());
        } else if (decision instanceof Decision.WouldWrite would) {
            tell(Colour.YELLOW, "observing only, would " + would.what() + ": " + would.why());
        }
    }

    @Override
    public void wrote(Decision.Write write, CasOutcome outcome) {
        tell(outcome.fold(
                applied ->
                        "did " + write.what() + " (version " + applied.token().version() + "): " + write.why(),
                conflict -> "another was faster than to " + write.what() + " (version "
                        + conflict.current().version() + " by "
                        + conflict.current().audit().by() + ")",
                unknown -> "not known whether it did " + write.what() + ": " + unknown.why()));
    }

    @Override
    public void storeFailed(BatonException why) {
        tell(Colour.RED, "the token store fails: " + why.getMessage());
    }

    @Override
    public void storeAnswers() {
        tell(Colour.GREEN, "the token store answers again");
    }
}
