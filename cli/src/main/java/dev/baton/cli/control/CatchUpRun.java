package dev.baton.cli.control;

import dev.baton.cli.shell.Terminal;
import dev.baton.cli.shell.Terminal.Colour;
import dev.baton.core.RegionId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.token.Token;
import dev.baton.runtime.catchup.CatchUp;
import dev.baton.runtime.catchup.CatchUpListener;
import dev.baton.runtime.catchup.JournalStore;
import dev.baton.runtime.catchup.Turn;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One catch-up from beginning to end, as a person wants to see it. For one thread, once. */
final class CatchUpRun implements CatchUpListener {

    private final Terminal terminal;
    private final JournalStore journals;
    private final RegionId region;
    private final Duration patience;
    private final CatchUpBar bar;
    private final long startNanos = System.nanoTime();
    private long movedNanos = startNanos;
    private @Nullable RegionJournal foreign;
    private @Nullable CatchUpProgress last;
    private volatile boolean interrupted;

    /**
     * @param patience how long it may stand still before it is given up
     */
    CatchUpRun(Terminal terminal, JournalStore journals, RegionId region, Duration patience) {
        this.terminal = terminal;
        this.journals = journals;
        this.region = region;
        this.patience = patience;
        this.bar = new CatchUpBar(terminal, region);
    }

    /** Drives it; the exit status. */
    int toEnd(CatchUp catchUp) {
        terminal.onInterrupt(() -> interrupted = true);
        while (!interrupted) {
            Turn turn = catchUp.step();
            if (turn instanceof Turn.InSync) {
                terminal.print(terminal.in(Colour.GREEN, region + " is IN_SYNC"));
                return 0;
            }
            if (turn instanceof Turn.Stuck stuck) {
                return terminal.refuse(stuck.why());
            }
            if (!(turn instanceof Turn.Waiting waiting)) {
                movedNanos = System.nanoTime();
            } else if (isStandingStill()) {
                return terminal.refuse("nothing has moved for " + patience.toSeconds() + " s: " + waiting.why()
                        + ". The same command, or an agent, goes on from there");
            } else {
                LockSupport.parkNanos(waiting.again().toNanos());
            }
        }
        return terminal.refuse(region + " is not IN_SYNC yet; the same command, or an agent, goes on from there");
    }

    /** Another process may be at work on it. */
    private boolean isStandingStill() {
        try {
            RegionJournal now = journals.read(region);
            if (!now.equals(foreign)) {
                movedNanos = foreign == null ? movedNanos : System.nanoTime();
                foreign = now;
                bar.show(CatchUpProgress.of(now));
            }
        } catch (StoreUnavailableException e) {
            bar.waiting(String.valueOf(e.getMessage()));
        }
        return System.nanoTime() - movedNanos > patience.toNanos();
    }

    @Override
    public void changed(Token token, String what) {
        terminal.say(region + " " + what + " (version " + token.version() + ")");
    }

    @Override
    public void progressed(RegionJournal journal) {
        CatchUpProgress progress = CatchUpProgress.of(journal);
        last = progress;
        bar.show(progress);
    }

    @Override
    public void waiting(String why) {
        bar.waiting(why);
    }

    @Override
    public void done(RegionJournal journal, long copied, long leftovers) {
        CatchUpProgress known = last;
        if (known != null) {
            terminal.say(known.summary(region, leftovers, Duration.ofNanos(System.nanoTime() - startNanos)));
        }
    }
}
