package dev.baton.testkit.simulation;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.catchup.LogJournal;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.token.Audit;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.core.token.View;
import dev.baton.testkit.simulation.SimulatedStore.Versioned;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings back whichever region is lost (rule C): steps 0, 1 and the end of step 5, which change the token. Several of these do not
 * know of each other; each may sleep between any two effects, and be killed.
 */
final class SimulatedCatchUp extends Actor {

    private static final long LONGEST_SLEEP_NANOS = Duration.ofSeconds(12).toNanos();

    private final SplittableRandom random;
    private final TokenWriter writer;
    private TokenReader reader;
    private String owner = "";
    private @Nullable Token token; // the newest seen
    private final Map<RegionId, Long> closedSince = new HashMap<>(); // no token was seen that admits the region
    private final Map<RegionId, Long> writtenSince = new HashMap<>(); // the region's episode was seen
    private @Nullable Versioned journal; // read, and not yet taken over
    private @Nullable SimulatedEpisode episode; // own
    private @Nullable SimulatedEpisode late; // only by a planted bug
    private @Nullable SimulatedNote note;

    SimulatedCatchUp(World world, String name) {
        super(world, name, world.network().newPlace(name));
        this.random = world.random();
        this.reader = new TokenReader(this);
        this.writer = new TokenWriter(this);
        restart();
    }

    @Override
    void restart() {
        reader = new TokenReader(this);
        writer.abandon();
        owner = "process " + random.nextInt();
        token = null;
        closedSince.clear();
        writtenSince.clear();
        note = null;
        forget();
    }

    private void forget() {
        journal = null;
        if (episode != null) {
            episode.leave();
        }
        episode = null;
    }

    @Override
    void step() {
        Token seen = token;
        if (late != null && random.nextInt(8) == 0) {
            late.end();
            late = null;
        }
        if (random.nextInt(world.temper().kills()) == 0) {
            world.reached(Reached.PROCESS_KILLED);
            note("is killed");
            restart();
        } else if (world.isInTrouble()
                && random.nextInt(isBetween(seen) ? 5 : world.temper().kills()) == 0) {
            sleepUntil(world.now() + random.nextLong(LONGEST_SLEEP_NANOS));
        } else if (!writer.isIdle()) {
            advance();
        } else if (seen == null || random.nextInt(3) == 0) {
            read();
        } else {
            seen.regions().keySet().stream()
                    .filter(x -> seen.sync(x) != Sync.IN_SYNC)
                    .findFirst()
                    .ifPresentOrElse(x -> drive(seen, world.region(x)), this::rest);
        }
    }

    /** Every region is IN_SYNC: there is time to note where their logs end. */
    private void rest() {
        forget();
        if (note == null && random.nextInt(4) == 0) {
            note = new SimulatedNote(
                    this, world.regions().get(random.nextInt(world.regions().size())));
        } else if (note != null && note.step()) {
            note = null;
        }
    }

    /** Whoever sleeps when an episode has begun, or is about to end, may be overtaken by another. */
    private boolean isBetween(@Nullable Token seen) {
        return episode == null
                ? seen != null && seen.regions().values().stream().anyMatch(state -> state.sync() == Sync.CATCHING_UP)
                : episode.isEnding();
    }

    private void advance() {
        CasOutcome outcome = writer.advance();
        if (outcome instanceof CasOutcome.Applied applied && random.nextInt(4) != 0) {
            saw(applied.token()); // otherwise reading will tell
        }
    }

    private void read() {
        View view = reader.advance();
        if (view != null) {
            saw(view.token());
        }
    }

    private void saw(Token next) {
        Token before = token;
        if (before != null && next.version() <= before.version()) {
            return;
        }
        long now = nanoTime();
        for (RegionId x : next.regions().keySet()) {
            if (next.admits(x)) {
                closedSince.remove(x);
            } else if (before == null || !isClosedBetween(before, next, x)) {
                closedSince.put(x, now);
            }
            if (before == null || before.sync(x) != Sync.CATCHING_UP || before.episode(x) != next.episode(x)) {
                writtenSince.put(x, now);
            }
        }
        token = next;
    }

    /** True if no token after {@code before} and until {@code next} has admitted {@code x}, also none that was not seen. */
    private boolean isClosedBetween(Token before, Token next, RegionId x) {
        boolean nothingUnseen =
                next.version() == before.version() + 1 || world.has(PlantedBug.WAITS_OVER_TOKENS_NOT_SEEN);
        boolean notActive = !before.active().equals(x) && next.term().equals(before.term());
        return !before.admits(x) && (nothingUnseen || notActive);
    }

    private void drive(Token seen, SimulatedRegion region) {
        RegionId x = region.id();
        boolean any = world.has(PlantedBug.PROMOTES_WITHOUT_COPYING)
                || world.has(PlantedBug.PROMOTES_ANOTHER_EPISODE) && episode != null && episode.isComplete();
        if (seen.sync(x) == Sync.OUT) {
            if (!any) {
                forget();
            }
            beginCatchUp(seen, region);
        } else if (any) {
            promote(seen, x, seen.episode(x));
        } else if (episode == null || !episode.isOf(x, seen.episode(x))) {
            adopt(seen, region);
        } else if (episode.isOver()) {
            forget();
        } else if (episode.isComplete()) {
            promote(seen, x, episode.number());
        } else {
            episode.step(hasWaited(seen, writtenSince.getOrDefault(x, nanoTime()))
                    || world.has(PlantedBug.COPIES_WITHOUT_WAITING));
        }
    }

    private void beginCatchUp(Token seen, SimulatedRegion region) {
        RegionId x = region.id();
        boolean bothUp = world.canRead(this, region) && world.canRead(this, world.other(region));
        if (bothUp && isGateClosed(seen, x)) {
            propose(
                    seen,
                    seen.beginCatchUp(x, audit("catch up " + x))); // refused if x is active and no handover has begun
        }
    }

    /** Step 0: no view lets {@code x} process any more. */
    private boolean isGateClosed(Token seen, RegionId x) {
        Long since = closedSince.get(x);
        return since != null && (hasWaited(seen, since) || world.has(PlantedBug.CATCHES_UP_BEHIND_AN_OPEN_GATE));
    }

    /** Makes the episode its own, if nobody else's it is, or whoever owns it seems to be gone. */
    private void adopt(Token seen, SimulatedRegion region) {
        RegionId x = region.id();
        long number = seen.episode(x);
        Versioned read = journal;
        if (read == null || !read.journal().region().equals(x)) {
            journal = world.network()
                    .ask(place, world.store().place(), () -> world.store().journal(x));
            return;
        }
        forget();
        RegionJournal known = read.journal();
        boolean same = known.episode() == number;
        if (known.episode() > number
                || same
                        && !known.owner().equals(owner)
                        && random.nextInt(100) >= world.temper().rivalry()) {
            return;
        }
        SortedMap<LogId, LogJournal> logs = new TreeMap<>(known.logs());
        logs.replaceAll((log, journalOfLog) -> same ? journalOfLog : journalOfLog.withoutCheckpoint());
        RegionJournal own =
                new RegionJournal(x, number, owner, world.other(region).id(), 0, "", logs);
        if (same && !known.owner().isEmpty() && !known.owner().equals(owner)) {
            world.reached(Reached.EPISODE_TAKEN_OVER);
        }
        Boolean taken = world.network().call(place, world.store().place(), () -> world.write(read.version(), own));
        if (taken != null && taken) {
            note("drives episode #", number);
            episode = new SimulatedEpisode(this, region, own, read.version() + 1);
        }
    }

    private void promote(Token seen, RegionId x, long number) {
        if (world.has(PlantedBug.RECORDS_ITS_SPAN_AFTER_PROMOTING)) {
            late = episode;
        }
        propose(seen, seen.promote(x, number, audit("promote " + x)));
    }

    private void propose(Token seen, Transition change) {
        Token next = change.fold(legal -> legal, refused -> null);
        if (next != null) {
            write(seen, next);
        }
    }

    private void write(Token seen, Token next) {
        writer.write(seen, next);
        advance();
    }

    private boolean hasWaited(Token seen, long since) {
        return nanoTime() - since >= seen.viewsExpireIn().toNanos();
    }

    private Audit audit(String reason) {
        return new Audit(reason, toString(), Instant.EPOCH.plusNanos(clock.wall(world.now())), world.newWriteId());
    }
}
