package dev.baton.cli.chaos;

import dev.baton.cli.chaos.Fault.Kind;
import dev.baton.cli.chaos.RoundResult.Times;
import dev.baton.cli.demo.stage.Stage;
import dev.baton.core.RegionId;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One round on the stage. For one thread, once. */
final class Performance {

    /** How long nobody catches a region up whose agent was killed while it did. */
    private static final Duration WITHOUT_AGENT = Duration.ofSeconds(2);
    /** After that, the catch-up will not come, or was too quick to be seen. */
    private static final Duration AMBUSH = Duration.ofSeconds(20);

    private final Stage stage;
    private final Watch watch;
    private final Stagehand stagehand;
    private final Consumer<String> narrator;
    private @Nullable Long lost;
    private @Nullable RegionId lostRegion;
    private @Nullable RegionId ambush;
    private long ambushSince;
    private boolean isAgentKilled;

    Performance(Stage stage, Watch watch, List<RegionId> regions, Consumer<String> narrator) {
        this.stage = stage;
        this.watch = watch;
        this.narrator = narrator;
        this.stagehand = new Stagehand(stage, regions, narrator);
    }

    private record Cue(Duration at, Runnable order) {}

    /** Returns when every fault has been made and undone. */
    Times play(Round round) throws SQLException, IOException {
        long begunMicros = Watch.nowMicros();
        long begun = System.nanoTime();
        for (Cue cue : cues(round)) {
            while (System.nanoTime() - begun < cue.at().toNanos()) {
                watch.goOn();
            }
            cue.order().run();
        }
        return new Times(begunMicros, lost, lostRegion, Watch.nowMicros(), null);
    }

    private List<Cue> cues(Round round) {
        List<Cue> cues = new ArrayList<>();
        for (Fault fault : round.faults()) {
            cues.add(new Cue(fault.at(), () -> begin(fault)));
            cues.add(new Cue(fault.end(), () -> end(fault)));
        }
        cues.sort(Comparator.comparing(Cue::at));
        return cues;
    }

    private void begin(Fault fault) {
        Token token = stage.trail().newest();
        if (fault.kind().losesRegion() && token != null && token.active().equals(fault.region())) {
            lost = Watch.nowMicros();
            lostRegion = fault.region();
        }
        stagehand.begin(fault);
    }

    private void end(Fault fault) {
        stagehand.end(fault);
        if (fault.kind() == Kind.KILL_TWICE) {
            ambush = fault.region();
            ambushSince = System.nanoTime();
        }
    }

    /** Kills the agent of a region in the middle of its catch-up, if that is to be; to be called often. */
    void lookForCatchUp() {
        RegionId region = ambush;
        Token token = stage.trail().newest();
        if (region == null || token == null) {
            return;
        }
        long sinceNanos = System.nanoTime() - ambushSince;
        if (isAgentKilled && sinceNanos > WITHOUT_AGENT.toNanos()) {
            stage.ensureAgent(region);
            ambush = null;
        } else if (!isAgentKilled && token.sync(region) == Sync.CATCHING_UP) {
            stage.killAgent(region);
            narrator.accept("the agent of " + region + " was killed in the middle of a catch-up");
            isAgentKilled = true;
            ambushSince = System.nanoTime();
        } else if (!isAgentKilled && sinceNanos > AMBUSH.toNanos()) {
            ambush = null;
        }
    }

    /** True if nothing is left to be done. */
    boolean isOver() {
        return ambush == null;
    }

    /** An operator asks for it. */
    void switchOver(RegionId to) {
        stagehand.switchOver(to);
    }
}
