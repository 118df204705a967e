package dev.baton.cli.demo;

import dev.baton.cli.demo.stage.LedgerReader;
import dev.baton.cli.demo.stage.Stage;
import dev.baton.core.RegionId;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.testkit.history.Timing;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What {@code --stay} leaves running: events flow on, so that the other commands have something to work on. For one thread. */
final class Encore {

    /** Effects this long before a switchover and after it count as around it. */
    private static final long AROUND_MICROS = 3_000_000;

    private final DemoPlan plan;
    private final Stage stage;
    private final Screen screen;
    private int told;

    Encore(DemoPlan plan, Stage stage, Screen screen) {
        this.plan = plan;
        this.stage = stage;
        this.screen = screen;
    }

    /** Never returns; the process is interrupted. */
    void play() throws SQLException, IOException {
        told = switchovers().size();
        explain(stage.config());
        try (LedgerReader ledger = stage.producers().start("producer-encore", plan.rate(), entry -> {})) {
            new Load(stage, ledger, List.of(), screen).goOn(this::tellSwitchovers);
        }
    }

    private void explain(Path config) {
        screen.say("");
        screen.say("Everything stays up, and events flow, until Ctrl-C. In another terminal:");
        Token token = stage.trail().newest();
        String active = token == null ? "r1" : token.active().value();
        String other = active.equals("r1") ? "r2" : "r1";
        List<String> commands = new ArrayList<>(
                List.of("status --watch", "token show", "consume " + plan.stream() + " --region " + active));
        if (token != null && token.sync(new RegionId(other)) == Sync.IN_SYNC) {
            commands.add("switchover " + other); // rule S refuses any other region
        }
        commands.forEach(command -> screen.say("  ./baton " + command + " --config " + config));
        screen.say("");
    }

    /** Tells the pause of each switchover once enough has happened since. */
    private void tellSwitchovers() throws SQLException {
        List<Switchover> all = switchovers();
        if (told == all.size()) {
            return;
        }
        Switchover next = all.get(told);
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        if (now < next.completedMicros() + AROUND_MICROS) {
            return;
        }
        told++;
        long from = next.begunMicros() - AROUND_MICROS;
        Timing.Gap gap = Timing.longestGap(stage.sink().since(from), from, next.completedMicros() + AROUND_MICROS);
        screen.say("Switchover from " + next.from() + " to " + next.to() + ": the longest gap between effects was "
                + gap.millis() + " ms");
    }

    private List<Switchover> switchovers() {
        return Switchover.plannedIn(stage.trail().sightings());
    }
}
