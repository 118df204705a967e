package dev.baton.cli.control;

import dev.baton.cli.shell.Bar;
import dev.baton.cli.shell.OpenLogs;
import dev.baton.cli.shell.Terminal;
import dev.baton.core.BatonException;
import dev.baton.core.RegionId;
import dev.baton.core.token.RegionState;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.survey.Answer;
import dev.baton.runtime.verify.Findings;
import dev.baton.runtime.verify.Verify;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Compares one region with another by event id, in bounded time: whoever waits for it has an emergency. For one thread. */
final class Comparison {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Events may be that much older than the moment when a region was given up, and yet have been acknowledged without it. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    private final Terminal terminal;
    private final Installation installation;
    private final RegionId region;
    private final Token token;

    Comparison(Terminal terminal, Installation installation, RegionId region, Token token) {
        this.terminal = terminal;
        this.installation = installation;
        this.region = region;
        this.token = token;
    }

    /** What each lacks of what the other has; silent if that cannot be told in time. */
    Answer<Findings> with(RegionId other) {
        Verify.Options options =
                new Verify.Options(installation.config().streams().keySet(), since(), MARGIN, Duration.ZERO);
        Verify.Listener listener = listener(System.nanoTime() + PATIENCE.toNanos());
        try (OpenLogs logs = OpenLogs.of(installation)) {
            List<Verify.Region> both = logs.toCompare(List.of(region, other));
            return new Answer.Told<>(new Verify(both, options, listener, System::nanoTime).run());
        } catch (BatonException | CancellationException e) {
            return new Answer.Silent<>(String.valueOf(e.getMessage()));
        } finally {
            terminal.endProgress();
        }
    }

    /** While a region is OUT, it has what is older. */
    private long since() {
        RegionState state = token.regions().get(region);
        return state != null && state.sync() == Sync.OUT
                ? state.since().minus(MARGIN).toEpochMilli()
                : Verify.ALWAYS;
    }

    private Verify.Listener listener(long deadlineNanos) {
        return new Verify.Listener() {
            @Override
            public void read(long records, long total) {
                double done = total == 0 ? 1 : Math.min(1, records / (double) total);
                terminal.progress("comparing event ids " + Bar.of(done));
                if (System.nanoTime() - deadlineNanos > 0) {
                    throw new CancellationException("it took longer than " + PATIENCE.toSeconds() + " s");
                }
            }

            @Override
            public void waiting(long missing) {
                // What is still on its way is missing, too, if the baton goes there now.
            }
        };
    }
}
