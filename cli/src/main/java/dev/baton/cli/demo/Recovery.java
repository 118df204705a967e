package dev.baton.cli.demo;

import dev.baton.cli.demo.stage.Stage;
import dev.baton.core.RegionId;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.testkit.process.ChildProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What has to become whole again before the load may end: regions that were brought back are to be IN_SYNC, and home is to hold the
 * baton if that was asked for. For one thread, except that any may say that a region is back.
 */
final class Recovery {

    /** The command gives up by itself, long after everybody else has. */
    private static final Duration FAILBACK = Duration.ofMinutes(10);

    private final Stage stage;
    private final @Nullable RegionId home;
    private final Consumer<String> narrator;
    private final Set<RegionId> back = ConcurrentHashMap.newKeySet();
    private final List<Evidence.Failback> failbacks = new ArrayList<>();
    private @Nullable ChildProcess command;
    private boolean isAskedFor;

    /**
     * @param home to which the baton is brought as soon as that is possible again; null if it stays where it is
     * @param narrator is told what users should know
     */
    Recovery(Stage stage, @Nullable RegionId home, Consumer<String> narrator) {
        this.stage = stage;
        this.home = home;
        this.narrator = narrator;
    }

    void lost(RegionId region) {
        back.remove(region);
    }

    /** Everything in it runs again. */
    void isBack(RegionId region) {
        back.add(region);
        if (region.equals(home)) {
            isAskedFor = true;
        }
    }

    /** To be called often. */
    void look(long nowMicros) {
        ChildProcess running = command;
        Token token = stage.trail().newest();
        if (running != null && !running.isAlive()) {
            command = null;
            ended(running);
        } else if (running == null && isAskedFor && token != null && isAway(token)) {
            isAskedFor = false;
            narrator.accept("baton failback: as soon as " + home + " is IN_SYNC");
            failbacks.add(new Evidence.Failback(nowMicros, "it was not done in time"));
            command = stage.failback("failback-" + failbacks.size(), FAILBACK);
        }
    }

    private void ended(ChildProcess running) {
        Evidence.Failback last = failbacks.remove(failbacks.size() - 1);
        boolean isDone = running.exitCode().orElse(1) == 0;
        String told = running.logTail(1).strip();
        failbacks.add(new Evidence.Failback(last.askedMicros(), isDone ? null : told));
        narrator.accept(isDone ? told : "The failback has failed: " + told);
    }

    private boolean isAway(Token token) {
        return token.handoverTo() == null && !token.active().equals(home);
    }

    /** True if nothing is left to be waited for. */
    boolean isOver() {
        Token token = stage.trail().newest();
        return command == null
                && token != null
                && back.stream().allMatch(region -> token.sync(region) == Sync.IN_SYNC)
                && !(isAskedFor && isAway(token));
    }

    /** What came of each failback so far. */
    List<Evidence.Failback> failbacks() {
        return List.copyOf(failbacks);
    }
}
