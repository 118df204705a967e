package dev.baton.cli.chaos;

import dev.baton.cli.chaos.Round.Failback;
import dev.baton.cli.chaos.RoundResult.Counts;
import dev.baton.cli.chaos.RoundResult.Times;
import dev.baton.cli.demo.input.Rows;
import dev.baton.cli.demo.input.Template;
import dev.baton.cli.demo.stage.LogComparison;
import dev.baton.cli.demo.stage.Stage;
import dev.baton.core.BatonException;
import dev.baton.core.RegionId;
import dev.baton.core.token.Token;
import dev.baton.runtime.verify.Findings;
import dev.baton.testkit.Patience;
import dev.baton.testkit.TestbedException;
import dev.baton.testkit.history.Applied;
import dev.baton.testkit.history.Bounds;
import dev.baton.testkit.history.HistoryChecker;
import dev.baton.testkit.history.Judgement;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** One run: round after round under load, and a judgement at the end. For one thread, once. */
final class Chaos {

    private static final Duration FIRST_EFFECT = Duration.ofMinutes(5);
    private static final Duration RECOVERY = Duration.ofMinutes(10);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);
    private static final Duration READ_LOG = Duration.ofMinutes(10);
    private static final int KEYS = 500;
    private static final int ATTEMPTS = 10;
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(3);

    private final ChaosPlan plan;
    private final Consumer<String> narrator;
    private final List<RoundResult> results = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();

    Chaos(ChaosPlan plan, Consumer<String> narrator) {
        this.plan = plan;
        this.narrator = narrator;
    }

    /** Everything that was started has ended when this returns. */
    ChaosReport run() throws IOException, SQLException {
        Path rows = plan.directory().resolve(Stage.ROWS);
        try (Rows text = Rows.open(new StringReader(keys()), "the keys", null)) {
            Template.write(text, "the keys", KEYS, rows);
        }
        try (Stage stage = Stage.raise(plan.stage(), narrator);
                Watch watch = Watch.start(stage, plan)) {
            if (!watch.holdsWithin(FIRST_EFFECT, () -> watch.progress().position() > 0)) {
                throw new TestbedException("No event was applied within " + FIRST_EFFECT.toSeconds() + " s");
            }
            stage.startAgents();
            watch.progress().takeRecent(); // what was before is the warm-up
            long begun = System.nanoTime();
            while (troubles.isEmpty()
                    && results.size() < plan.rounds()
                    && System.nanoTime() - begun < plan.length().toNanos()) {
                play(plan.schedule().round(results.size() + 1), stage, watch);
            }
            return judge(stage, watch, Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    private static String keys() {
        return IntStream.range(0, KEYS).mapToObj(key -> "k" + key).collect(Collectors.joining("\n", "key\n", "\n"));
    }

    private void play(Round round, Stage stage, Watch watch) throws SQLException, IOException {
        Counts before = watch.counts();
        Performance performance = new Performance(stage, watch, plan.schedule().regions(), narrator);
        Times times = performance.play(round);
        awaitWhole(round, performance, stage, watch);
        if (troubles.isEmpty()) {
            times = move(round, times, performance, stage, watch);
        }
        Token last = stage.token();
        watch.holdsWithin(RECOVERY, () -> hasSeen(stage.trail().newest(), last));
        Counts after = watch.counts();
        RoundResult result = RoundResult.of(
                round,
                times,
                stage.trail().sightings(),
                watch.progress().takeRecent(),
                new Counts(after.acked() - before.acked(), after.failed() - before.failed()));
        results.add(result);
        narrator.accept(result.line());
    }

    private void awaitWhole(Round round, Performance performance, Stage stage, Watch watch)
            throws SQLException, IOException {
        if (!watch.holdsWithin(RECOVERY, () -> {
            performance.lookForCatchUp();
            return performance.isOver() && isWhole(stage.token());
        })) {
            trouble(
                    round,
                    "not every region was IN_SYNC again within " + RECOVERY.toSeconds() + " s; the token says "
                            + stage.token());
        }
        awaitEffects(round, watch);
    }

    private void awaitEffects(Round round, Watch watch) throws SQLException, IOException {
        watch.look();
        Progress.Backlog backlog = watch.progress().backlog();
        if (!watch.holdsWithin(RECOVERY, () -> watch.progress().isDone(backlog))) {
            trouble(round, "not all that was acknowledged had taken effect within " + RECOVERY.toSeconds() + " s");
        }
    }

    /** If there was a failover, an operator may bring the baton back; if there was none, he moves it there and back. */
    private Times move(Round round, Times times, Performance performance, Stage stage, Watch watch)
            throws SQLException, IOException {
        RegionId lost = round.faults().get(0).region();
        RegionId active = stage.token().active();
        boolean hasFailedOver = times.lost() != null && !active.equals(lost);
        if (round.failback() == Failback.NEVER || (round.failback() == Failback.UNLESS_FAILED_OVER && hasFailedOver)) {
            return times;
        }
        long asked = Watch.nowMicros();
        List<RegionId> regions = plan.schedule().regions();
        switchOver(regions.get(1 - regions.indexOf(active)), round, performance, stage, watch);
        if (!hasFailedOver) {
            switchOver(active, round, performance, stage, watch);
        }
        return new Times(times.begun(), times.lost(), times.lostRegion(), times.restored(), asked);
    }

    /** Asks until it is done: a write of the token may come between, and a monitor aborts what it takes for hopeless. */
    private void switchOver(RegionId to, Round round, Performance performance, Stage stage, Watch watch)
            throws SQLException, IOException {
        long deadline = System.nanoTime() + RECOVERY.toNanos();
        while (!isHolder(stage.token(), to) && System.nanoTime() - deadline < 0) {
            if (stage.token().handoverTo() == null) {
                performance.switchOver(to);
            }
            watch.holdsWithin(ASK_AGAIN, () -> isHolder(stage.token(), to));
        }
        if (!isHolder(stage.token(), to)) {
            trouble(round, "the baton did not come to " + to + "; the token says " + stage.token());
        }
        awaitEffects(round, watch);
    }

    private static boolean hasSeen(@Nullable Token newest, Token token) {
        return newest != null && newest.version() >= token.version();
    }

    private void trouble(Round round, String what) {
        String trouble = "round " + round.number() + ": " + what;
        troubles.add(trouble);
        narrator.accept(trouble);
    }

    private static boolean isWhole(Token token) {
        return token.handoverTo() == null && RoundResult.isWhole(token);
    }

    private static boolean isHolder(Token token, RegionId region) {
        return token.handoverTo() == null && token.active().equals(region);
    }

    private ChaosReport judge(Stage stage, Watch watch, Duration elapsed) throws SQLException, IOException {
        narrator.accept("Load ends; judging …");
        if (!stage.producers().stop()) {
            troubles.add("a producer did not end in time, so its ledger is not complete");
        }
        watch.look();
        Progress.Backlog backlog = watch.progress().backlog();
        watch.holdsWithin(RECOVERY, () -> watch.progress().isDone(backlog));
        long end = Watch.nowMicros();
        HistoryChecker checker = new HistoryChecker(new Bounds(plan.maxPause(), plan.maxPause()));
        for (String name : watch.producers()) {
            stage.producers().read(name, checker::sent);
        }
        stage.sink().after(0, (position, row) -> checker.applied(row));
        Judgement judgement = checker.judge(end);
        SortedMap<RegionId, Judgement> logs = new TreeMap<>();
        for (RegionId region : plan.schedule().regions()) {
            ask("the log of " + region + " was not read", () -> judgeLog(region, stage, watch, end))
                    .ifPresent(found -> logs.put(region, found));
        }
        Optional<Findings> comparison = ask("the logs were not compared", () -> LogComparison.of(stage.config()));
        return new ChaosReport(plan.schedule(), elapsed, results, judgement, logs, comparison, troubles);
    }

    /** The same judge looks at what each region's log would give to a consumer, as if that had taken effect there and now. */
    private static Optional<Judgement> judgeLog(RegionId region, Stage stage, Watch watch, long end)
            throws IOException {
        HistoryChecker checker = new HistoryChecker(Bounds.NONE);
        for (String name : watch.producers()) {
            stage.producers().read(name, checker::sent);
        }
        stage.readDelivered(
                region,
                READ_LOG,
                (partition, event) -> checker.applied(new Applied(event, partition, region.value(), 1, end)));
        return Optional.of(checker.judge(end));
    }

    private interface Question<T> {
        /** Empty if a region does not answer. */
        Optional<T> ask() throws IOException;
    }

    /** Whoever is in a hurry on a busy machine may have to ask twice. */
    private <T> Optional<T> ask(String failure, Question<T> question) throws IOException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                Optional<T> answer = question.ask();
                if (answer.isPresent()) {
                    return answer;
                }
            } catch (BatonException | KafkaException | TestbedException e) {
                narrator.accept(failure + ": " + e.getMessage());
            }
            Patience.pause(BETWEEN_ATTEMPTS);
        }
        return Optional.empty();
    }
}
