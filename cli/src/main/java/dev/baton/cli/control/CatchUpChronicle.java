package dev.baton.cli.control;

import dev.baton.core.RegionId;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.runtime.catchup.CatchUpListener;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Tells a catch-up in lines: how it begins, each quarter of it, what hinders it, and what came of it. For one thread. */
final class CatchUpChronicle implements CatchUpListener {

    private static final int QUARTER = 25;
    private static final int HUNDRED = 100;

    private final RegionId region;
    private final Consumer<String> teller;
    private final LongSupplier nanoTime;
    private long episode = -1;
    private long begunNanos;
    private int next;
    private @Nullable CatchUpProgress last;

    CatchUpChronicle(RegionId region, Consumer<String> teller, LongSupplier nanoTime) {
        this.region = region;
        this.teller = teller;
        this.nanoTime = nanoTime;
    }

    @Override
    public void changed(Token token, String what) {
        if (token.sync(region) == Sync.CATCHING_UP) {
            begin(token.episode(region));
        }
        teller.accept(region + " " + what + " (version " + token.version() + ")");
    }

    private void begin(long number) {
        if (number != episode) {
            episode = number;
            begunNanos = nanoTime.getAsLong();
            next = QUARTER;
            last = null;
        }
    }

    @Override
    public void progressed(RegionJournal journal) {
        begin(journal.episode());
        CatchUpProgress progress = CatchUpProgress.of(journal);
        last = progress;
        if (progress.percent() >= next && progress.percent() < HUNDRED) {
            next = progress.percent() / QUARTER * QUARTER + QUARTER;
            teller.accept("catch-up of " + region + ": " + progress.describe());
        }
    }

    @Override
    public void waiting(String why) {
        teller.accept("catch-up of " + region + ": " + why);
    }

    @Override
    public void done(RegionJournal journal, long copied, long leftovers) {
        CatchUpProgress known = last;
        if (known != null) {
            teller.accept(known.summary(region, leftovers, Duration.ofNanos(nanoTime.getAsLong() - begunNanos)));
        }
    }
}
