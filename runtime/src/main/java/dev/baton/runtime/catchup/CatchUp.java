package dev.baton.runtime.catchup;

import dev.baton.core.EventsExpiredException;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.catchup.LogJournal;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.token.Audit;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.runtime.catchup.JournalStore.Stored;
import dev.baton.runtime.log.Extent;
import dev.baton.runtime.log.RegionLogs;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a region whole again (rule C), a step at a time: each step looks at the token and does what is next. Whatever fails is
 * tried again with the next step; whoever dies is replaced by another that goes on from the checkpoint. A second one at the same
 * time stands by, and takes over when it has seen no sign of the first for {@link #ABANDONED}.
 *
 * <p>For one thread.
 */
public final class CatchUp implements AutoCloseable {

    private static final Duration ABANDONED = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofMillis(250);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration NOTE = Duration.ofSeconds(10);

    private final CatchUpSettings settings;
    private final CatchUpPorts ports;
    private final CatchUpListener listener;
    private final RegionId region;
    private final RegionLogs own;
    private final Seen seen;
    private @Nullable CopyRun run;
    private long answersSince;
    private boolean answers;
    private long noteDueNanos;
    private @Nullable Stored foreign;
    private long foreignSince;
    private String told = "";

    /** A driver that does nothing before {@link #step}. */
    public CatchUp(CatchUpSettings settings, CatchUpPorts ports, CatchUpListener listener) {
        this.settings = settings;
        this.ports = ports;
        this.listener = listener;
        this.region = settings.region();
        RegionLogs logs = ports.logs().get(region);
        if (logs == null) {
            throw new IllegalArgumentException(
                    "region: '" + region + "' is none of " + ports.logs().keySet());
        }
        this.own = logs;
        this.seen = new Seen(region);
        this.noteDueNanos = now();
    }

    /** Does what is next; ends within the deadlines of the ports, and about a second of copying. */
    public Turn step() {
        Turn turn;
        try {
            Token token = ports.tokens().read();
            seen.saw(token, now());
            turn = turn(token);
        } catch (RegionUnavailableException | StoreUnavailableException e) {
            close();
            answers = false;
            turn = new Turn.Waiting(String.valueOf(e.getMessage()), RETRY);
        } catch (EventsExpiredException e) {
            turn = new Turn.Stuck(String.valueOf(e.getMessage()));
            sayInJournal(String.valueOf(e.getMessage()));
            close();
        }
        tell(turn);
        return turn;
    }

    private Turn turn(Token token) {
        return switch (token.sync(region)) {
            case IN_SYNC -> {
                close();
                noteEnds();
                yield new Turn.InSync();
            }
            case OUT -> {
                close();
                yield begin(token);
            }
            case CATCHING_UP -> copy(token);
        };
    }

    /**
     * Notes where the region's logs end while it is IN_SYNC: what a later episode finds lacking before that was given up by its
     * producer, so that nothing else must be copied for its sake. The token is read after the ends: until then it was IN_SYNC.
     */
    private void noteEnds() {
        if (now() - noteDueNanos < 0) {
            return;
        }
        noteDueNanos = now() + NOTE.toNanos();
        try {
            Stored stored = ports.journals().stored(region);
            RegionJournal journal = stored.journal();
            SortedMap<LogId, Extent> ends = own.extents(own.logs());
            Token token = ports.tokens().read();
            if (token.sync(region) == Sync.IN_SYNC && token.episode(region) == journal.episode()) {
                TreeMap<LogId, LogJournal> logs = new TreeMap<>(journal.logs());
                ends.forEach((log, extent) -> logs.put(log, journal.log(log).inSyncUntil(extent.end())));
                ports.journals().replace(stored, journal.with(logs)); // if another was faster, the next note will do
            }
        } catch (RegionUnavailableException e) {
            // It may be lost just now, and there is nothing to note.
        }
    }

    private void tell(Turn turn) {
        String why = "";
        if (turn instanceof Turn.Waiting waiting) {
            why = waiting.why();
        } else if (turn instanceof Turn.Stuck stuck) {
            why = stuck.why();
        }
        if (!why.isEmpty() && !why.equals(told)) {
            listener.waiting(why);
        }
        told = why;
    }

    /** Steps 0 and 1. */
    private Turn begin(Token token) {
        own.extents(own.logs()); // throws unless it answers
        if (!answers) {
            answers = true;
            answersSince = now();
        }
        Optional<RegionId> source = source(token);
        if (source.isEmpty()) {
            return new Turn.Waiting("no region is IN_SYNC from which " + region + " could copy", RETRY);
        }
        if (token.active().equals(region) && token.handoverTo() == null) {
            return settings.inPlace()
                    ? write(token, token.beginHandover(region, audit("resynchronise in place")), "stops processing")
                    : new Turn.Waiting(
                            region + " is active: it is caught up once another region has taken over, or in place",
                            RETRY);
        }
        long left = Math.max(seen.shutInNanos(token, now()), settings.upAfter().toNanos() - (now() - answersSince));
        if (left > 0) {
            return new Turn.Waiting(region + " has just come back", atMost(left));
        }
        String why = region + " answers again; catching up from " + source.get();
        return write(token, token.beginCatchUp(region, audit(why)), "catches up from " + source.get());
    }

    private Optional<RegionId> source(Token token) {
        return token.regions().keySet().stream()
                .filter(other -> !other.equals(region) && token.sync(other) == Sync.IN_SYNC)
                .findFirst();
    }

    /** Steps 2 to 5. */
    private Turn copy(Token token) {
        long episode = episode(token);
        CopyRun current = run;
        if (current != null && current.episode() != episode) {
            close();
            current = null;
        }
        if (current == null) {
            return adopt(token, episode);
        }
        if (token.sync(current.source()) != Sync.IN_SYNC) {
            close();
            String why = current.source() + ", the source of the catch-up, is " + token.sync(current.source());
            return write(token, token.demote(region, audit(why)), "starts its catch-up anew: " + why);
        }
        if (!current.hasBegun()) {
            long left = seen.knownInNanos(token, now());
            if (left > 0) {
                return new Turn.Waiting("waiting until every producer writes to " + region, atMost(left));
            }
        }
        if (!current.advance()) {
            close();
            return new Turn.Waiting(
                    "the catch-up of " + region + " was taken over by another process, or begun anew", RETRY);
        }
        if (!current.isDone()) {
            return new Turn.Busy();
        }
        Turn promoted = write(
                token, token.promote(region, episode, audit(region + " holds everything again")), "is whole again");
        if (promoted instanceof Turn.Busy) {
            listener.done(current.journal(), current.copied(), current.leftovers());
        }
        return promoted;
    }

    /** Takes the episode over, unless somebody else drives it. */
    private Turn adopt(Token token, long episode) {
        Stored stored = ports.journals().stored(region);
        RegionJournal journal = stored.journal();
        boolean same = journal.episode() == episode;
        if (same && !journal.owner().equals(settings.owner()) && !isAbandoned(stored)) {
            return new Turn.Waiting("another process catches " + region + " up", SOON);
        }
        RegionId before = journal.source();
        Optional<RegionId> source = same && before != null ? Optional.of(before) : source(token);
        if (source.isEmpty()) {
            return new Turn.Waiting("no region is IN_SYNC from which " + region + " could copy", RETRY);
        }
        TreeMap<LogId, LogJournal> logs = new TreeMap<>();
        journal.logs().forEach((log, known) -> logs.put(log, same ? known : known.withoutCheckpoint()));
        RegionJournal own = new RegionJournal(region, episode, settings.owner(), source.get(), 0, "", logs);
        Optional<Stored> taken = ports.journals().replace(stored, own);
        taken.ifPresent(mine -> run = new CopyRun(settings, ports, listener, mine));
        return new Turn.Busy();
    }

    private boolean isAbandoned(Stored stored) {
        Stored before = foreign;
        if (before == null || !stored.equals(before)) {
            foreign = stored;
            foreignSince = now();
        }
        return now() - foreignSince >= ABANDONED.toNanos();
    }

    /** Any outcome is seen by the next look at the token. */
    private Turn write(Token token, Transition transition, String what) {
        if (transition instanceof Transition.Refused refused) {
            return new Turn.Waiting(refused.why(), RETRY);
        }
        Token next = ((Transition.Legal) transition).next();
        CasOutcome outcome = ports.tokens().compareAndSet(token, next);
        if (outcome instanceof CasOutcome.Applied) {
            seen.saw(next, now());
            listener.changed(next, what);
            return new Turn.Busy();
        }
        return new Turn.Waiting("the token was changed by another, or may have been", SOON);
    }

    private void sayInJournal(String why) {
        CopyRun current = run;
        if (current != null) {
            current.say(why);
        }
    }

    private long episode(Token token) {
        return token.episode(region);
    }

    private Audit audit(String why) {
        return ports.audits().apply(why);
    }

    private Duration atMost(long nanos) {
        Duration left = Duration.ofNanos(nanos);
        return left.compareTo(SOON) < 0 ? left : SOON;
    }

    private long now() {
        return ports.nanoTime().getAsLong();
    }

    /** Frees what copying holds; {@link #step} may be called again. */
    @Override
    public void close() {
        CopyRun current = run;
        if (current != null) {
            run = null;
            current.close();
        }
    }
}
