package dev.baton.cli.demo;

import dev.baton.cli.demo.stage.LedgerReader;
import dev.baton.cli.demo.stage.Stage;
import dev.baton.testkit.Patience;
import dev.baton.testkit.TestbedException;
import dev.baton.testkit.history.Applied;
import dev.baton.testkit.history.HistoryChecker;
import dev.baton.testkit.history.Judgement;
import dev.baton.testkit.history.LedgerEntry;
import dev.baton.testkit.history.Verdict;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The time during which events flow: keeps everything running, and shows how it stands. For one thread. */
final class Load {

    private static final Duration TICK = Duration.ofMillis(20);
    private static final Duration LOOK = Duration.ofMillis(500);
    /** Counting all rows may take so much of the time at most. */
    private static final int LOOK_FRACTION = 10;

    private static final String NEWS = "%4d s  %s";
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Stage stage;
    private final LedgerReader ledger;
    private final List<LedgerEntry> entries;
    private final Screen screen;
    private SortedMap<String, Long> applied = new TreeMap<>();
    private long perSecond;
    private long lastLook;
    private long nextLook;
    private long start;

    /** @param entries where what the reader tells is kept, if it is */
    Load(Stage stage, LedgerReader ledger, List<LedgerEntry> entries, Screen screen) {
        this.stage = stage;
        this.ledger = ledger;
        this.entries = entries;
        this.screen = screen;
    }

    /** Starts the producer. */
    static Load start(Stage stage, int rate, Screen screen) {
        List<LedgerEntry> entries = new ArrayList<>();
        return new Load(stage, stage.producers().start("producer", rate, entries::add), entries, screen);
    }

    /** What was read of the ledger so far. */
    List<LedgerEntry> entries() {
        return Collections.unmodifiableList(entries);
    }

    /** Returns when an event has been applied. */
    void awaitFirstEffect(Duration atMost) throws SQLException, IOException {
        long begun = System.nanoTime();
        while (applied.isEmpty()) {
            tick();
            applied = stage.sink().countByRegion();
            if (System.nanoTime() - begun > atMost.toNanos()) {
                throw new TestbedException("No event was applied within " + atMost.toSeconds() + " s of the start.");
            }
        }
    }

    /** Time counts from now on. */
    void begin() {
        start = System.nanoTime();
        lastLook = start;
    }

    /** Since the beginning. */
    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Something that has just happened. */
    void news(String what) {
        screen.say(String.format(NEWS, elapsed().toSeconds(), what));
    }

    /** Lets a little time go by, and shows how it stands. */
    void goOn() throws SQLException, IOException {
        tick();
        look();
    }

    /** Goes on for ever as it is, until the process is interrupted; calls {@code onLook} now and then. */
    void goOn(Look onLook) throws SQLException, IOException {
        begin();
        while (true) {
            tick();
            if (look()) {
                onLook.looked();
            }
        }
    }

    /** Something to do now and then. */
    interface Look {
        void looked() throws SQLException;
    }

    /** The rows, as soon as every acknowledged event is among them, or after that time. */
    List<Applied> drain(Duration atMost) throws SQLException, IOException {
        long deadline = System.nanoTime() + atMost.toNanos();
        ledger.advance();
        while (true) {
            tick();
            boolean isLate = System.nanoTime() - deadline > 0;
            long count = stage.sink().countByRegion().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            if (count < ledger.acked() && !isLate) {
                continue;
            }
            List<Applied> rows = stage.sink().since(0);
            Judgement judgement = HistoryChecker.judge(entries, rows);
            if (judgement.count(Verdict.LOST) == 0 || isLate) {
                return rows;
            }
        }
    }

    private void tick() {
        Patience.holdsWithin(TICK, () -> false);
        stage.supervise();
        if (stage.producers().failed()) {
            throw new TestbedException("The producer has ended by itself.");
        }
    }

    /** True if it was time to look. */
    private boolean look() throws SQLException, IOException {
        long now = System.nanoTime();
        if (now - nextLook < 0) {
            return false;
        }
        long before = sum(applied);
        applied = stage.sink().countByRegion();
        perSecond = Math.round((sum(applied) - before) * (double) NANOS_PER_SECOND / Math.max(1, now - lastLook));
        lastLook = now;
        nextLook = now + Math.max(LOOK.toNanos(), LOOK_FRACTION * (System.nanoTime() - now));
        ledger.advance();
        screen.show(new Snapshot(
                elapsed(),
                stage.trail().newest(),
                ledger.acked(),
                ledger.total() - ledger.acked(),
                applied,
                perSecond));
        return true;
    }

    private static long sum(SortedMap<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
