package dev.baton.cli.control;

import dev.baton.cli.shell.RegionConverter;
import dev.baton.cli.shell.Terminal;
import dev.baton.core.RegionId;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.survey.Report;
import dev.baton.kafka.survey.Survey;
import dev.baton.runtime.handover.HandoverOrder;
import dev.baton.runtime.handover.HandoverOutcome.Refused;
import dev.baton.runtime.monitor.ProbeResult;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code baton failover}. */
@Command(
        name = "failover",
        header = "Move the baton away from a region that is lost.",
        description = {
            "",
            "If the active region does not answer, it is demoted first; then"
                    + " the baton goes over as soon as nobody can process there any more. Nothing that was acknowledged is"
                    + " lost; at a plain sink, what was in flight may be repeated.",
            "",
            "A region that is not IN_SYNC lacks acknowledged events, so rule S forbids that it becomes active. --force overrides"
                    + " the rule, and says first how many events that concerns. They are not processed until the regions that have"
                    + " them are caught up ('baton agent' or 'baton catch-up'); order is lost for them.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  baton failover r2 --dry-run",
            "  baton failover r2 --reason 'r1 is under water'",
            "  baton failover r2 --force --reason 'r1 will not come back today'"
        })
public final class FailoverCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli
    private HandoverOptions options;

    @Parameters(
            paramLabel = "REGION",
            converter = RegionConverter.class,
            description = "The region that is to hold the baton.")
    @SuppressWarnings("NullAway.Init")
    private RegionId to;

    @Option(names = "--force", description = "Override rule S, and take a region that does not answer.")
    private boolean force;

    /** The command of this terminal. */
    public FailoverCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (Installation installation = options.open()) {
            installation.config().region(to);
            HandoverRun run = new HandoverRun(terminal, installation);
            Token token = run.token();
            Report report = look(installation);
            HandoverOrder order =
                    new HandoverOrder(to, whyDown(report, token.active()).orElse(null), force, audited(token));
            String shortfall = lacks(token) ? shortfall(installation, token, report) : "";
            Optional<Refused> refusal = HandoverRun.refusal(order, token);
            if (refusal.isPresent()) {
                return shortfall.isEmpty()
                        ? run.refuse(refusal.get())
                        : terminal.refuse(
                                refusal.get().why() + " (rule S). --force overrides the rule; but " + shortfall);
            }
            if (!shortfall.isEmpty()) {
                terminal.say("baton: overriding rule S; " + shortfall);
            }
            Optional<String> down = whyDown(report, to);
            if (down.isPresent() && !force) {
                return terminal.refuse(to + " does not serve its clients (" + down.get()
                        + "), so it cannot take over; nothing was changed. --force hands it the baton all the same");
            }
            String target = to + " is " + token.sync(to) + " and "
                    + down.map(why -> "does not serve its clients (" + why + ")")
                            .orElseGet(() -> Probes.describe(report.region(to).probe()));
            int exit = options.give(run, order, token, target);
            if (exit == 0 && !shortfall.isEmpty() && !options.isDryRun()) {
                terminal.say("What " + to
                        + " lacks is not lost: when a region that has it is caught up ('baton agent --region"
                        + " REGION' or 'baton catch-up REGION'), it is copied to " + to + " and takes effect there");
            }
            return exit;
        }
    }

    private String shortfall(Installation installation, Token token, Report report) {
        Comparison comparison = new Comparison(terminal, installation, to, token);
        return new Shortfall(to, token, report, comparison::with).describe();
    }

    private static Report look(Installation installation) {
        try (Survey survey = new Survey(installation.config(), Probes.PATIENCE)) {
            return survey.look();
        }
    }

    private boolean lacks(Token token) {
        return token.regions().containsKey(to) && token.sync(to) != Sync.IN_SYNC;
    }

    /** Whoever reads the audit must see that a rule was overridden. */
    private String audited(Token token) {
        String reason = options.reason("failover by an operator");
        return force && lacks(token)
                ? reason + " (forced: " + to + " was " + token.sync(to) + ", rule S overridden)"
                : reason;
    }

    private static Optional<String> whyDown(Report report, RegionId region) {
        return report.region(region).probe() instanceof ProbeResult.Failed failed
                ? Optional.of(failed.describe())
                : Optional.empty();
    }
}
