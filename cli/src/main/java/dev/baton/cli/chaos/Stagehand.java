package dev.baton.cli.chaos;

import dev.baton.cli.demo.stage.Stage;
import dev.baton.core.RegionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Makes faults and undoes them. For one thread. */
final class Stagehand {

    /** Each way; ten times as much, and no transaction of the sink would end within its timeout of 2 s. */
    private static final Duration LATE = Duration.ofMillis(60);

    private final Stage stage;
    private final List<RegionId> regions;
    private final Consumer<String> narrator;
    private final Set<RegionId> lost = new TreeSet<>();

    Stagehand(Stage stage, List<RegionId> regions, Consumer<String> narrator) {
        this.stage = stage;
        this.regions = regions;
        this.narrator = narrator;
    }

    void begin(Fault fault) {
        List<RegionId> where = where(fault);
        switch (fault.kind()) {
            case KILL, KILL_TWICE -> where.forEach(stage::kill);
            case FREEZE -> where.forEach(stage::freeze);
            case ISOLATE -> where.forEach(stage::isolate);
            case SLOW -> where.forEach(region -> stage.wiring().slow(region, LATE));
            case STALL -> where.forEach(region -> stage.wiring().stall(region));
            case HANG -> where.forEach(stage::freezeProcessors);
            case CUT_STORE -> stage.cutStore();
            case KILL_MONITORS -> where.forEach(stage::killAgent);
            case SWITCHOVER -> where.forEach(this::switchOver);
        }
        if (fault.kind().losesRegion()) {
            lost.addAll(where);
        }
    }

    /** Returns when what was lost serves again. */
    void end(Fault fault) {
        List<RegionId> where = where(fault);
        switch (fault.kind()) {
            case KILL, KILL_TWICE, FREEZE, ISOLATE -> where.forEach(stage::restore);
            case SLOW -> where.forEach(region -> stage.wiring().slow(region, Duration.ZERO));
            case STALL -> where.forEach(region -> stage.wiring().unstall(region));
            case HANG -> where.forEach(stage::thawProcessors);
            case CUT_STORE -> stage.healStore();
            case KILL_MONITORS -> where.stream()
                    .filter(region -> !lost.contains(region))
                    .forEach(stage::ensureAgent);
            case SWITCHOVER -> {
                // There is nothing to undo.
            }
        }
        if (fault.kind().losesRegion()) {
            where.forEach(lost::remove);
            where.forEach(stage::ensureAgent); // it may have been killed while the region was lost
        }
    }

    /** An operator asks for it; a refusal is news, and no trouble: another fault may be under way. */
    void switchOver(RegionId to) {
        stage.beginSwitchover(to).ifPresent(why -> narrator.accept("the switchover to " + to + " was refused: " + why));
    }

    private List<RegionId> where(Fault fault) {
        RegionId region = fault.region();
        return region == null ? new ArrayList<>(regions) : List.of(region);
    }
}
