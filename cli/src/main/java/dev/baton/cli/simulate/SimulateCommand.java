package dev.baton.cli.simulate;

import dev.baton.cli.shell.Terminal;
import dev.baton.testkit.simulation.BugHunt;
import dev.baton.testkit.simulation.Campaign;
import dev.baton.testkit.simulation.CampaignReport;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code scripts/simulate}. */
@Command(
        name = "simulate",
        hidden = true,
        description = {
            "Lives through one random history of the protocol for each seed, and checks every promise after every step.",
            "",
            "It drives the product's own decisions, in one thread for each history and without a clock or a network:"
                    + " regions die, freeze and lose what was not durable, messages are lost, late or repeated, processes are"
                    + " killed and stand still, clocks drift and are set, operators switch. Then, in every other history, one"
                    + " region fails for ever and the other must take over in time; in the end all must heal.",
            ""
        },
        footer = {
            "",
            "Exit status: 0 every promise was kept, and of 2000 histories or more some reached each fault and rare branch; 1"
                    + " not so; 2 usage.",
            "",
            "Examples:",
            "  scripts/simulate --seeds 20000",
            "  scripts/simulate --first 4711 --seeds 1",
            "  scripts/simulate --bugs"
        })
public final class SimulateCommand implements Callable<Integer> {

    private static final double NANOS_PER_MINUTE = 60e9;

    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "2000",
            description = "How many histories (${DEFAULT-VALUE}).")
    private long seeds;

    @Option(
            names = "--first",
            paramLabel = "S",
            defaultValue = "0",
            description = "The first seed (${DEFAULT-VALUE}); the others follow.")
    private long first;

    @Option(names = "--bugs", description = "Instead: plant one mistake after the other, and print what noticed it.")
    private boolean bugs;

    /** The command, which prints to this terminal. */
    public SimulateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (seeds < 1) {
            throw new ParameterException(spec.commandLine(), "--seeds is " + seeds + "; use 1 or more");
        }
        return bugs ? hunt() : simulate();
    }

    private int simulate() throws InterruptedException {
        long start = System.nanoTime();
        CampaignReport report = new Campaign(
                        first,
                        seeds,
                        done -> terminal.progress(done + " of " + seeds + " histories" + rate(done, start)))
                .run();
        terminal.endProgress();
        report.failures().forEach(history -> history.forEach(this::say));
        long all = report.passed() + report.failed();
        say("reached in so many of 100 histories:");
        report.marks().forEach(mark -> say(String.format("%8.2f  %s", 100.0 * mark.histories() / all, mark.words())));
        report.neverReached().forEach(words -> say("never reached: " + words));
        say(String.format(
                "seeds %d to %d%s; digest %016x", first, first + seeds - 1, rate(all, start), report.digest()));
        say(report.passed() + " passed, " + report.failed() + " failed");
        return report.isOk() ? 0 : Terminal.REFUSED;
    }

    private int hunt() {
        say(BugHunt.HEAD);
        List<BugHunt.Catch> catches = BugHunt.run(caught -> say(caught.row()));
        long caught = catches.stream().filter(BugHunt.Catch::isCaught).count();
        say(caught + " noticed, " + (catches.size() - caught) + " not noticed");
        return caught == catches.size() ? 0 : Terminal.REFUSED;
    }

    private static String rate(long done, long start) {
        return String.format(", %.0f a minute", done * NANOS_PER_MINUTE / (System.nanoTime() - start));
    }

    private void say(String line) {
        terminal.out().println(line);
        terminal.out().flush();
    }
}
