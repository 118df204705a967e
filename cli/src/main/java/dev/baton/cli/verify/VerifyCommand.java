package dev.baton.cli.verify;

import dev.baton.cli.shell.ConfigOption;
import dev.baton.cli.shell.DurationConverter;
import dev.baton.cli.shell.Format;
import dev.baton.cli.shell.OpenLogs;
import dev.baton.cli.shell.Terminal;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.token.Sync;
import dev.baton.kafka.client.Installation;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.verify.Findings;
import dev.baton.runtime.verify.Verify;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code baton verify}. */
@Command(
        name = "verify",
        header = "Compare the events of the regions.",
        description = {
            "",
            "Reads the logs of all regions and compares them by event id: what a region lacks, what is repeated in a log, and"
                    + " what is out of order. Repeats are no difference: retries and catch-up leave some, and readers drop"
                    + " them. Producers may go on writing; an event that is on its way is waited for.",
            "",
            "What it finds may be sends that failed: nothing is promised for those. They may be in one region only, or come late,"
                    + " and a log cannot tell them from others; the producers know how many there were.",
            "",
            "Events are counted, not kept: ten million of them need no more memory than a few.",
            ""
        },
        footer = {
            "",
            "Exit status: 0 every region holds the same events, 1 one does not or cannot be read, 2 usage.",
            "",
            "Examples:",
            "  baton verify",
            "  baton verify flights --since 15m",
            "  baton verify flights --since 2026-01-31T12:00:00Z --json | jq .same"
        })
public final class VerifyCommand implements Callable<Integer> {

    /** How far timestamps of one log may be out of order: as long as Kafka's producers try to deliver, by default. */
    private static final Duration MARGIN = Duration.ofMinutes(2);

    private final Terminal terminal;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli
    private ConfigOption config;

    @Parameters(
            arity = "0..1",
            paramLabel = "STREAM",
            description = "A stream of the configuration; default: all of them.")
    private @Nullable String stream;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = SinceConverter.class,
            description =
                    "Only what was written since, such as 15m ago or at 2026-01-31T12:00:00Z; default: everything.")
    private @Nullable Instant since;

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "How long to wait for an event that only another region has; default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private Duration grace;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** The command of this terminal. */
    public VerifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (Installation installation = config.open()) {
            Set<String> streams = streams(installation.config());
            Findings findings = compare(installation, streams);
            terminal.endProgress();
            terminal.print(
                    json ? VerifyJson.of(findings, since).toPrettyString() : new VerifyText(terminal).of(findings));
            if (findings.areSame()) {
                return 0;
            }
            sayWhoIsNotInSync(installation);
            return terminal.refuse("the regions differ: " + VerifyText.differences(findings));
        }
    }

    private Set<String> streams(BatonConfig loaded) {
        String one = stream;
        if (one == null) {
            return loaded.streams().keySet();
        }
        loaded.topic(one, loaded.regions().firstKey()); // an unknown one is an error before anything is opened
        return Set.of(one);
    }

    private Findings compare(Installation installation, Set<String> streams) {
        Instant from = since;
        Verify.Options options =
                new Verify.Options(streams, from == null ? Verify.ALWAYS : from.toEpochMilli(), MARGIN, grace);
        try (OpenLogs logs = OpenLogs.of(installation)) {
            VerifyProgress progress = new VerifyProgress(terminal, System::nanoTime);
            return new Verify(logs.toCompare(), options, progress, System::nanoTime).run();
        }
    }

    /** A difference that is to be expected should not alarm anybody. */
    private void sayWhoIsNotInSync(Installation installation) {
        try {
            installation.tokens().read().regions().forEach((region, state) -> {
                if (state.sync() != Sync.IN_SYNC) {
                    terminal.say(region + " is " + state.sync() + " since " + Format.time(state.since(), Instant.now())
                            + ", so it may lack events until it is IN_SYNC again");
                }
            });
        } catch (StoreUnavailableException e) {
            terminal.say("Which regions are in sync cannot be told: " + e.getMessage());
        }
    }
}
