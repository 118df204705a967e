package dev.baton.cli.demo.stage;

import dev.baton.testkit.process.ChildProcess;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A process that is started again when it ends by itself, as a service manager would: one that was fenced comes back to stand by.
 * Safe for any thread.
 */
final class Slot {

    private static final Duration BEFORE_RESTART = Duration.ofMillis(500);
    /** So many in a row: after a life of {@link #GOOD_LIFE} they are counted anew. */
    private static final int MAX_RESTARTS = 20;

    private static final Duration GOOD_LIFE = Duration.ofSeconds(20);

    private final String name;
    private final Supplier<ChildProcess> starter;
    private final Consumer<String> narrator;
    private @Nullable ChildProcess process;
    private boolean wanted;
    private boolean frozen;
    private int restarts;
    private long begunNanos;
    private long endSeenNanos;
    private boolean endSeen;
    private long peakBytes;

    /**
     * @param starter starts the process anew
     * @param narrator is told what users should know
     */
    Slot(String name, Supplier<ChildProcess> starter, Consumer<String> narrator) {
        this.name = name;
        this.starter = starter;
        this.narrator = narrator;
    }

    String name() {
        return name;
    }

    synchronized void start() {
        wanted = true;
        frozen = false;
        begin();
    }

    /** Starts it unless it runs. */
    synchronized void ensure() {
        if (process == null || !process.isAlive()) {
            start();
        }
    }

    private void begin() {
        begunNanos = System.nanoTime();
        process = starter.get();
    }

    /** Ends it as a power cut would; it is not started again. */
    synchronized void kill() {
        wanted = false;
        if (process != null) {
            notePeak(process);
            process.kill();
        }
    }

    synchronized void freeze() {
        if (process != null && process.isAlive()) {
            frozen = true;
            process.freeze();
        }
    }

    synchronized void thaw() {
        if (process != null && process.isAlive()) {
            process.thaw();
        }
        frozen = false;
    }

    /** Asks it to end, and kills it if it has not in time; returns true if it ended by itself. */
    synchronized boolean stop(Duration atMost) {
        wanted = false;
        if (process == null) {
            return true;
        }
        notePeak(process);
        return process.stop(atMost);
    }

    /** Starts it again if it has ended by itself; to be called often. */
    synchronized void supervise(long nowNanos) {
        if (!wanted || frozen || process == null || process.isAlive()) {
            endSeen = false;
            return;
        }
        if (!endSeen) {
            endSeen = true;
            endSeenNanos = nowNanos;
        } else if (nowNanos - endSeenNanos > BEFORE_RESTART.toNanos()) {
            endSeen = false;
            restart(process);
        }
    }

    private void restart(ChildProcess ended) {
        if (System.nanoTime() - begunNanos > GOOD_LIFE.toNanos()) {
            restarts = 0;
        }
        String what = name + " ended with exit code " + ended.exitCode().orElse(-1);
        if (restarts == MAX_RESTARTS) {
            wanted = false;
            narrator.accept(what + " for the " + restarts + "th time and is given up; its log is " + ended.log());
            return;
        }
        restarts++;
        narrator.accept(what + " and is started again");
        begin();
    }

    /** The most memory any of its lives had resident. */
    synchronized OptionalLong peakBytes() {
        if (process != null && process.isAlive()) {
            notePeak(process);
        }
        return peakBytes == 0 ? OptionalLong.empty() : OptionalLong.of(peakBytes);
    }

    private void notePeak(ChildProcess of) {
        of.peakResidentBytes().ifPresent(bytes -> peakBytes = Math.max(peakBytes, bytes));
    }
}
