package dev.baton.cli.control;

import dev.baton.cli.shell.ConfigOption;
import dev.baton.cli.shell.Terminal;
import dev.baton.core.monitor.Electorate;
import dev.baton.kafka.survey.Report;
import dev.baton.kafka.survey.Survey;
import dev.baton.runtime.config.BatonConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code baton status}. */
@Command(
        name = "status",
        header = "Show who holds the baton, and how the regions are.",
        description = {
            "",
            "Shows who holds the baton, how each region stands and whether it serves its clients right now, as seen from here,"
                    + " how far the consumers are, and what each monitor and the clients see. What does not answer is said to be silent; the rest is shown all the"
                    + " same.",
            ""
        },
        footer = {
            "",
            "Exit status: 0 the token could be read, 1 it could not.",
            "",
            "Examples:",
            "  baton status",
            "  baton status --watch",
            "  baton status --json | jq -r .token.active"
        })
public final class StatusCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration MARGIN = Duration.ofMillis(300);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Terminal terminal;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli
    private ConfigOption config;

    @Option(names = "--watch", description = "Look again every second, until Ctrl-C.")
    private boolean watch;

    @Option(names = "--json", description = "Print JSON; with --watch, a line for each look.")
    private boolean json;

    /** The command of this terminal. */
    public StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        BatonConfig loaded = config.load();
        try (Survey survey = new Survey(loaded, PATIENCE)) {
            if (watch) {
                watch(loaded, survey);
                return 0;
            }
            Report report = lookTwice(survey);
            terminal.print(json ? StatusJson.of(loaded, report).toPrettyString() : text(loaded, report));
            return report.token().fold(token -> 0, why -> Terminal.REFUSED);
        }
    }

    /** Whether a report is fresh shows only by its changing; so where there are any, for as long as one takes to be made. */
    private static Report lookTwice(Survey survey) {
        Report first = survey.look();
        boolean isNothingReported =
                first.witnesses().fold(witnesses -> witnesses.monitors().isEmpty(), why -> true);
        if (isNothingReported) {
            return first;
        }
        LockSupport.parkNanos(Electorate.HEARTBEAT.plus(MARGIN).toNanos());
        return survey.look();
    }

    private void watch(BatonConfig loaded, Survey survey) throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        terminal.onInterrupt(interrupted::countDown);
        do {
            Report report = survey.look();
            terminal.clear();
            terminal.print(json ? StatusJson.of(loaded, report).toString() : text(loaded, report) + "\n");
        } while (!terminal.isOutputGone() && !interrupted.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
    }

    private String text(BatonConfig loaded, Report report) {
        return new StatusText(terminal, loaded, Instant.now()).of(report);
    }
}
