package dev.baton.cli.control;

import dev.baton.cli.shell.ConfigOption;
import dev.baton.cli.shell.DurationConverter;
import dev.baton.cli.shell.Terminal;
import dev.baton.core.RegionId;
import dev.baton.core.token.Token;
import dev.baton.kafka.client.Installation;
import dev.baton.runtime.handover.HandoverOrder;
import dev.baton.runtime.handover.HandoverOutcome.Refused;
import dev.baton.runtime.monitor.ProbeResult;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that moves the baton, and what follows from them. */
final class HandoverOptions {

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli
    private ConfigOption config;

    @Option(names = "--dry-run", description = "Say what would be done and lost, and change nothing.")
    private boolean dryRun;

    @Option(names = "--reason", paramLabel = "TEXT", description = "For the audit; by default it names the command.")
    private @Nullable String reason;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "Give up after this time; default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private Duration timeout;

    /** What the file describes, opened; to be closed by the caller. */
    Installation open() {
        return config.open();
    }

    /** True if nothing is to be changed. */
    boolean isDryRun() {
        return dryRun;
    }

    /** The reason that was given, or else this. */
    String reason(String otherwise) {
        return reason == null ? otherwise : reason;
    }

    /** Carries out the order, or rehearses it; {@code target} says how the region is that is to take over. */
    int give(HandoverRun run, HandoverOrder order, Token token, String target) {
        return dryRun ? run.rehearse(order, token, target) : run.carryOut(order, timeout);
    }

    /**
     * A handover to a region that is IN_SYNC and serves its clients; says why if it is refused.
     *
     * @param patience how long to wait for it to serve its clients
     */
    int give(Terminal terminal, Installation installation, RegionId to, String otherwise, Duration patience) {
        HandoverRun run = new HandoverRun(terminal, installation);
        HandoverOrder order = HandoverOrder.planned(to, reason(otherwise));
        Token token = run.token();
        Optional<Refused> refusal = HandoverRun.refusal(order, token);
        if (refusal.isPresent()) {
            return run.refuse(refusal.get());
        }
        ProbeResult target = Probes.untilOk(installation.config(), to, patience);
        if (target instanceof ProbeResult.Failed) {
            return terminal.refuse(to + " does not serve its clients (" + Probes.describe(target)
                    + "), so it cannot take over; nothing was changed");
        }
        return give(run, order, token, to + " is IN_SYNC and " + Probes.describe(target));
    }
}
