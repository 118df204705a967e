package dev.baton.cli.demo;

import dev.baton.cli.demo.stage.RunDirectory;
import dev.baton.cli.demo.stage.RunLog;
import dev.baton.cli.demo.stage.Stage;
import dev.baton.core.BatonException;
import dev.baton.core.InvalidConfigurationException;
import dev.baton.testkit.TestbedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** From a plan to an exit status: what is around a run of the {@link Demo}. For one thread. */
final class DemoRun {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int INTERRUPTED = 130;

    private final DemoPlan plan;
    private final Screen screen;
    private final Ending ending;

    /** The plan's directory exists; {@code isLive} if the output is a terminal that a live view may be drawn on. */
    DemoRun(DemoPlan plan, PrintWriter out, boolean isLive) {
        this.plan = plan;
        this.screen = Screen.of(out, Demo.REGIONS, isLive);
        this.ending = new Ending(out, screen, plan.directory());
    }

    /** The exit status; the directory is removed if it {@code isTemporary} and all went well. */
    int call(boolean isTemporary) throws IOException, SQLException {
        RunLog.sendTo(plan.directory().resolve("demo.log"));
        boolean removes = false;
        try {
            Report report = new Demo(plan, screen, ending::onStage).run(this::show);
            removes = isTemporary && report.isOk();
            return report.isOk() ? OK : FAILED;
        } catch (InvalidConfigurationException e) {
            removes = isTemporary; // nothing has been started yet
            throw e;
        } catch (TestbedException | BatonException | SQLException | IOException e) {
            return ending.isInterrupted() ? INTERRUPTED : failed(e);
        } finally {
            ending.disarm();
            if (removes && !ending.isInterrupted()) {
                RunDirectory.delete(plan.directory());
            }
        }
    }

    private int failed(Exception e) {
        screen.settle();
        screen.say("The demo failed: " + e.getMessage());
        screen.say("Logs and data are in " + plan.directory());
        return FAILED;
    }

    private void show(Stage stage, Report report, long rows) throws IOException, SQLException {
        List<String> lines = ReportText.lines(report, Ansi.AUTO);
        lines.forEach(screen::say);
        if (!report.isOk()) {
            screen.say("Logs, data and the ledger are in " + plan.directory());
        }
        Path file = plan.reportFile();
        if (file != null) {
            Files.writeString(file, ReportJson.write(plan, report));
        }
        if (plan.stays()) {
            ending.expectInterrupt(report.isOk() ? OK : FAILED);
            new Encore(plan, stage, screen).play();
        }
    }
}
