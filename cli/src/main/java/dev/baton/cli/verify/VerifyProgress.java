package dev.baton.cli.verify;

import dev.baton.cli.shell.Bar;
import dev.baton.cli.shell.Format;
import dev.baton.cli.shell.Terminal;
import dev.baton.runtime.verify.Verify;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A bar where a person looks, redrawn a few times a second. */
final class VerifyProgress implements Verify.Listener {

    private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final double PERCENT = 100;

    private final Terminal terminal;
    private final LongSupplier nanoTime;
    private final long start;
    private long next;

    VerifyProgress(Terminal terminal, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        this.next = start;
    }

    @Override
    public void read(long records, long total) {
        if (isDue()) {
            double done = total == 0 ? 1 : Math.min(1, (double) records / total);
            long millis = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - start);
            terminal.progress(Bar.of(done) + " " + Math.round(done * PERCENT)
                    + " %  " + Format.count(records) + " of " + Format.count(total) + " records, "
                    + Format.count(records * 1000 / Math.max(1, millis)) + "/s");
        }
    }

    @Override
    public void waiting(long missing) {
        if (isDue()) {
            terminal.progress("waiting for " + Format.count(missing, "event") + " that not every region has yet");
        }
    }

    private boolean isDue() {
        long now = nanoTime.getAsLong();
        if (now - next < 0) {
            return false;
        }
        next = now + REDRAW_NANOS;
        return true;
    }
}
