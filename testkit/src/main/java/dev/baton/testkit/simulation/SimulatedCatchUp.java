package dev.baton.core.protocol;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.catchup.LogJournal;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.protocol.SimulatedStore.Versioned;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.core.token.View;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings back whichever region is lost (rule C): steps 0, 1 and the end of step 5, which change the token. Several of these do not
 * know of each other; each may sleep between any two effects, and be killed.
 */
final class SimulatedCatchUp {

    private static final long LONGEST_SLEEP_NANOS = Duration.ofSeconds(12).toNanos();

    private final World world;
    private final Random random;
    private final LocalClock clock;
    private TokenReader reader;
    private long awakeFrom;
    private String name = "";
    private @Nullable Token token; // the newest seen
    private final Map<RegionId, Long> closedSince = new HashMap<>(); // no token was seen that admits the region
    private final Map<RegionId, Long> writtenSince = new HashMap<>(); // the region's episode was seen
    private @Nullable Versioned journal; // read, and not yet taken over
    private @Nullable SimulatedEpisode episode; // own
    private @Nullable SimulatedEpisode late; // only by a planted bug

    SimulatedCatchUp(World world) {
        this.world = world;
        this.random = world.random();
        this.clock = LocalClock.any(random);
        this.reader = new TokenReader(world, clock);
        restart();
    }

    /** The process is killed and another one starts. */
    void restart() {
        reader = new TokenReader(world, clock);
        name = "process " + random.nextInt();
        token = null;
        closedSince.clear();
        writtenSince.clear();
        forget();
    }

    private void forget() {
        journal = null;
        if (episode != null) {
            episode.leave();
        }
        episode = null;
    }

    void step() {
        Token seen = token;
        if (world.now() < awakeFrom) {
            return;
        }
        if (late != null && random.nextInt(8) == 0) {
            late.end();
            late = null;
        }
        if (random.nextInt(world.temper().kills()) == 0) {
            restart();
        } else if (random.nextInt(
                                episode != null && episode.isEnding()
                                        ? 5
                                        : world.temper().kills())
                        == 0
                && !world.isInPeace()) {
            awakeFrom = world.now() + (long) (random.nextDouble() * LONGEST_SLEEP_NANOS);
        } else if (seen == null || random.nextInt(3) == 0) {
            read();
        } else {
            seen.regions().keySet().stream()
                    .filter(x -> seen.sync(x) != Sync.IN_SYNC)
                    .findFirst()
                    .ifPresentOrElse(x -> drive(seen, world.region(x)), this::forget);
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
        long now = clock.at(world.now());
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
        boolean nothingUnseen = next.version() == before.version() + 1;
        boolean notActive = !before.active().equals(x) && next.term().equals(before.term());
        return !before.admits(x) && (nothingUnseen || notActive);
    }

    private void drive(Token seen, SimulatedRegion region) {
        RegionId x = region.id();
        boolean any = world.has(PlantedBug.PROMOTES_ANOTHER_EPISODE) && episode != null && episode.isComplete();
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
            episode.step(hasWaited(seen, writtenSince.get(x)) || world.has(PlantedBug.COPIES_WITHOUT_WAITING));
        }
    }

    private void beginCatchUp(Token seen, SimulatedRegion region) {
        RegionId x = region.id();
        boolean bothUp = region.isUp() && world.other(region).isUp();
        if (world.has(PlantedBug.PROMOTES_WITHOUT_COPYING)) {
            write(seen, SimulatedMonitor.decree(seen, seen.active(), seen.handoverTo(), x, seen.term()));
        } else if (bothUp && isGateClosed(seen, x)) {
            propose(seen, seen.beginCatchUp(x, audit())); // refused if x is active and no handover has begun
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
            journal = world.store().journal(x);
            return;
        }
        forget();
        RegionJournal known = read.journal();
        boolean same = known.episode() == number;
        if (known.episode() > number
                || same
                        && !known.owner().equals(name)
                        && random.nextInt(100) >= world.temper().rivalry()) {
            return;
        }
        SortedMap<LogId, LogJournal> logs = new TreeMap<>(known.logs());
        logs.replaceAll((log, journalOfLog) -> same ? journalOfLog : journalOfLog.withoutCheckpoint());
        RegionJournal own =
                new RegionJournal(x, number, name, world.other(region).id(), 0, "", logs);
        if (world.write(read.version(), own) && random.nextInt(8) != 0) {
            episode = new SimulatedEpisode(world, region, clock, own);
        }
    }

    private void promote(Token seen, RegionId x, long number) {
        if (world.has(PlantedBug.RECORDS_ITS_SPAN_AFTER_PROMOTING)) {
            late = episode;
        }
        propose(seen, seen.promote(x, number, audit()));
    }

    private void propose(Token seen, Transition change) {
        Token next = change.fold(legal -> legal, refused -> null);
        if (next != null) {
            write(seen, next);
        }
    }

    private void write(Token seen, Token next) {
        if (world.write(seen, next) && random.nextInt(4) != 0) {
            saw(next); // otherwise the answer was lost: reading will tell
        }
    }

    private boolean hasWaited(Token seen, long since) {
        return clock.at(world.now()) - since >= seen.viewsExpireIn().toNanos();
    }

    private static Audit audit() {
        return new Audit("back", "catch-up", Instant.EPOCH, "w");
    }
}
