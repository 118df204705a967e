package dev.baton.cli.chaos;

import dev.baton.cli.chaos.RoundResult.Counts;
import dev.baton.cli.demo.stage.LedgerReader;
import dev.baton.cli.demo.stage.Stage;
import dev.baton.testkit.Patience;
import dev.baton.testkit.TestbedException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Lets time go by: keeps everything running, and sees how far it has come. For one thread. */
final class Watch implements AutoCloseable {

    private static final Duration TICK = Duration.ofMillis(10);
    private static final long LOOK_NANOS = Duration.ofMillis(500).toNanos();
    /** Rows may be committed after others of higher positions, in other logs: the newest are read again. */
    private static final int OVERLAP = 2_000;

    private final Stage stage;
    private final Progress progress = new Progress();
    private final SortedMap<String, LedgerReader> ledgers = new TreeMap<>();
    private long lookedNanos;

    private Watch(Stage stage) {
        this.stage = stage;
        this.lookedNanos = System.nanoTime();
    }

    /** Starts the producers. */
    static Watch start(Stage stage, ChaosPlan plan) {
        Watch watch = new Watch(stage);
        for (int i = 1; i <= ChaosPlan.PRODUCERS; i++) {
            String name = "producer-" + i;
            watch.ledgers.put(name, stage.producers().start(name, plan.rate(), watch.progress::told));
        }
        return watch;
    }

    Progress progress() {
        return progress;
    }

    /** The names of the producers. */
    Set<String> producers() {
        return ledgers.keySet();
    }

    Counts counts() {
        return new Counts(progress.ackedEvents(), progress.failedEvents());
    }

    /** Returns true as soon as the condition holds, false when it did not in that time. */
    boolean holdsWithin(Duration atMost, BooleanSupplier condition) throws SQLException, IOException {
        long begun = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begun > atMost.toNanos()) {
                return false;
            }
            goOn();
        }
        return true;
    }

    /** Lets a little time go by. */
    void goOn() throws SQLException, IOException {
        Patience.pause(TICK);
        stage.supervise();
        if (stage.producers().failed()) {
            throw new TestbedException("A producer has ended by itself");
        }
        if (System.nanoTime() - lookedNanos > LOOK_NANOS) {
            look();
        }
    }

    /** Reads what is new. */
    void look() throws SQLException, IOException {
        for (LedgerReader ledger : ledgers.values()) {
            ledger.advance();
        }
        stage.sink().after(Math.max(0, progress.position() - OVERLAP), progress::took);
        lookedNanos = System.nanoTime();
    }

    static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    @Override
    public void close() throws IOException {
        for (LedgerReader ledger : ledgers.values()) {
            ledger.close();
        }
    }
}
