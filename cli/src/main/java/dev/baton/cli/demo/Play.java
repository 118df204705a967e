package dev.baton.cli.demo;

import dev.baton.cli.demo.stage.Stage;
import dev.baton.core.RegionId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.testkit.TestbedException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Does what the script says when it says so, while events flow, and lets them flow on until what was brought back is whole again.
 * For one thread, once.
 */
final class Play {

    /** How much longer events flow at most for the sake of what has come back. */
    private static final Duration RECOVERY = Duration.ofSeconds(60);

    private final Stage stage;
    private final Load load;
    private final Recovery recovery;
    private final List<Evidence.Done> done = new ArrayList<>();
    // One at a time, in order: bringing a region back takes its time, and the script goes on meanwhile.
    private final ExecutorService helper = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "restore");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param home to which the baton is brought as soon as that is possible again; null if it stays where it is
     */
    Play(Stage stage, Load load, @Nullable RegionId home) {
        this.stage = stage;
        this.load = load;
        this.recovery = new Recovery(stage, home, load::news);
    }

    /** Plays the script; returns when that time is over, and whatever has come back is whole again or is given up. */
    void perform(Script script, Duration length) throws SQLException, IOException {
        Deque<Act> ahead = new ArrayDeque<>(script.acts());
        load.begin();
        try {
            while (load.elapsed().compareTo(length) < 0) {
                Act next = ahead.peek();
                if (next != null && load.elapsed().compareTo(next.at()) >= 0) {
                    ahead.remove();
                    load.news(next.news());
                    done.add(new Evidence.Done(next, nowMicros()));
                    perform(next);
                }
                goOn();
            }
            finish(length.plus(RECOVERY));
        } finally {
            helper.shutdownNow();
        }
    }

    /** What was done, in order. */
    List<Evidence.Done> done() {
        return List.copyOf(done);
    }

    /** What came of each failback. */
    List<Evidence.Failback> failbacks() {
        return recovery.failbacks();
    }

    /** What comes back late is still part of the run. */
    private void finish(Duration atMost) throws SQLException, IOException {
        helper.shutdown();
        if (!recovery.isOver()) {
            load.news("The time is over; events flow on until what has come back is whole again");
        }
        while (!(helper.isTerminated() && recovery.isOver()) && load.elapsed().compareTo(atMost) < 0) {
            goOn();
        }
    }

    private void goOn() throws SQLException, IOException {
        load.goOn();
        recovery.look(nowMicros());
    }

    private void perform(Act act) {
        RegionId region = act.region();
        String store = act.store();
        if (store != null) {
            performOnStore(act.deed(), store);
            return;
        }
        if (region == null) {
            performForAll(act.deed());
            return;
        }
        if (act.losesRegion()) {
            recovery.lost(region);
        }
        switch (act.deed()) {
            case KILL -> stage.kill(region);
            case FREEZE -> stage.freeze(region);
            case ISOLATE -> stage.isolate(region);
            case SWITCHOVER -> stage.beginSwitchover(region).ifPresent(why -> load.news("Refused: " + why));
            default -> {
                var unused = helper.submit(() -> restore(region));
            }
        }
    }

    private void performOnStore(Act.Deed deed, String store) {
        switch (deed) {
            case KILL_STORE -> stage.killStore(store);
            case FREEZE_STORE -> stage.freezeStore(store);
            case WIPE_STORE -> stage.wipeStore(store);
            default -> {
                var unused = helper.submit(() -> restoreStore(store));
            }
        }
    }

    private void restoreStore(String store) {
        try {
            stage.restoreStore(store);
            load.news("Store " + store + " of the token counts again");
        } catch (TestbedException | StoreUnavailableException e) {
            load.news("Restoring store " + store + " failed: " + e.getMessage());
        }
    }

    private void performForAll(Act.Deed deed) {
        switch (deed) {
            case KILL_MONITORS -> stage.killAgents();
            case CUT_STORE -> stage.cutStore();
            default -> stage.healStore();
        }
    }

    private void restore(RegionId region) {
        try {
            stage.restore(region);
            load.news(region + " runs again");
            recovery.isBack(region);
        } catch (TestbedException e) {
            load.news("Restoring " + region + " failed: " + e.getMessage());
        }
    }

    private static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
