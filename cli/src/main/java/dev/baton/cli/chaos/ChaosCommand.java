package dev.baton.cli.chaos;

import dev.baton.cli.demo.stage.RunDirectory;
import dev.baton.cli.demo.stage.RunLog;
import dev.baton.cli.shell.DurationConverter;
import dev.baton.core.BatonException;
import dev.baton.core.RegionId;
import dev.baton.testkit.TestbedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code scripts/chaos}. */
@Command(
        name = "chaos",
        hidden = true,
        description = {
            "Lets two real regions go through one fault after the other, under load, and judges what came out.",
            "",
            "Each round begins when all is well and ends when all is well again: every region IN_SYNC, everything that was"
                    + " acknowledged applied. At the end the ledgers of the producers are compared with the rows of the sink, and"
                    + " with what the log of each region would give to a consumer. What was not acknowledged may be anywhere.",
            ""
        },
        footer = {
            "",
            "The monitors of this installation have no cool-down and a budget of 1000 switches a day, so that rounds are not held"
                    + " back. Data grows by about 1 GB an hour.",
            "",
            "Exit status: 0 every verdict is zero; 1 something was found, or did not recover; 2 usage.",
            "",
            "Examples:",
            "  scripts/chaos --minutes 10",
            "  scripts/chaos --minutes 60 --seed 7 --report chaos.json",
            "  scripts/chaos --outages 20",
            "  scripts/chaos --seed 7 --print 5"
        })
public final class ChaosCommand implements Callable<Integer> {

    private static final List<RegionId> REGIONS = List.of(new RegionId("r1"), new RegionId("r2"));
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int MAX_MINUTES = 24 * 60;
    private static final int MAX_ROUNDS = 10_000;
    private static final int MAX_RATE = 5_000;
    private static final int MAX_SEED = 1_000_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    @Option(names = "--minutes", paramLabel = "N", description = "Begin rounds for so long. Default: 5.")
    private @Nullable Integer minutes;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "10000",
            description = "At most so many rounds (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--outages",
            paramLabel = "N",
            description =
                    "Instead: lose one region after the other so many times, with a failover or failback after each.")
    private @Nullable Integer outages;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Repeat the schedule of another run. Default: a random one.")
    private @Nullable Long seed;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "150",
            description = "Events per second of each of the two producers (${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--max-pause",
            paramLabel = "TIME",
            defaultValue = "90s",
            converter = DurationConverter.class,
            description =
                    "Without effects for longer, the verdict is 'gap' or 'stuck' (${DEFAULT-VALUE}). More where the machine"
                            + " is busy; what took effect is judged exactly.")
    @SuppressWarnings("NullAway.Init")
    private Duration maxPause;

    @Option(names = "--print", paramLabel = "N", description = "Only print the first rounds of the schedule.")
    private @Nullable Integer print;

    @Option(names = "--report", paramLabel = "FILE", description = "Write the report to a file, as JSON.")
    private @Nullable Path reportFile;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "For logs and data, new or empty. Default: a new one, which is removed if all went well.")
    private @Nullable Path directory;

    @Override
    public Integer call() throws IOException, SQLException {
        check("--minutes", minutes, MAX_MINUTES);
        check("--outages", outages, MAX_ROUNDS);
        check("--rounds", rounds, MAX_ROUNDS);
        check("--rate", rate, MAX_RATE);
        check("--print", print, MAX_ROUNDS);
        if (minutes != null && outages != null) {
            throw usage("--minutes and --outages are two ways to say how long; use one of them");
        }
        long chosen = seed == null ? new SecureRandom().nextInt(MAX_SEED) : seed;
        Schedule schedule = new Schedule(chosen, REGIONS, outages != null);
        return print == null ? run(schedule) : print(schedule, print);
    }

    private int print(Schedule schedule, int count) {
        for (int number = 1; number <= count; number++) {
            say(String.format("%4d  %s", number, schedule.round(number).describe()));
        }
        return OK;
    }

    private int run(Schedule schedule) throws IOException, SQLException {
        Path folder = RunDirectory.prepare(directory, "baton-chaos-");
        int atMost = outages == null ? rounds : outages;
        int length = outages == null ? (minutes == null ? 5 : minutes) : MAX_MINUTES;
        ChaosPlan plan = new ChaosPlan(schedule, atMost, Duration.ofMinutes(length), rate, maxPause, folder);
        RunLog.sendTo(folder.resolve("chaos.log"));
        say("Seed " + schedule.seed() + (outages == null ? "" : ", outages") + "; logs and data are in " + folder);
        try {
            ChaosReport report = new Chaos(plan, this::say).run();
            report.lines().forEach(this::say);
            if (reportFile != null) {
                Files.writeString(reportFile, report.json());
            }
            if (report.isOk() && directory == null) {
                RunDirectory.delete(folder);
            }
            return report.isOk() ? OK : FAILED;
        } catch (TestbedException | BatonException e) {
            say("The run failed: " + e.getMessage());
            say("Logs and data are in " + folder);
            return FAILED;
        }
    }

    private void check(String option, @Nullable Integer value, int most) {
        if (value != null && (value < 1 || value > most)) {
            throw usage(option + " is " + value + "; use 1 to " + most);
        }
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
