package dev.baton.core.protocol;

import dev.baton.core.RegionId;
import dev.baton.core.Term;
import dev.baton.core.token.Audit;
import dev.baton.core.token.HandoverState;
import dev.baton.core.token.RegionState;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.core.token.View;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Changes the token by the rules H and S and otherwise at whim: several of them do not know of each other. */
final class SimulatedMonitor {

    private final World world;
    private final Random random;
    private final LocalClock clock;
    private final TokenReader reader;
    private @Nullable Token seen;
    private long seenSince; // when the read that first gave this version had ended
    private boolean stopped; // no consumer of the active region was registered, some time after that
    private @Nullable Token next; // decided, not yet written
    private boolean early; // next completes a handover without the full wait

    SimulatedMonitor(World world) {
        this.world = world;
        this.random = world.random();
        this.clock = LocalClock.any(random);
        this.reader = new TokenReader(world, clock);
    }

    void step() {
        Token token = seen;
        if (next != null && token != null) {
            write(token, next);
        } else if (token == null || random.nextInt(3) == 0) {
            read();
        } else {
            decide(token);
        }
    }

    private void read() {
        View view = reader.advance();
        if (view != null) {
            saw(view.token());
        }
    }

    private void saw(Token token) {
        Token before = seen;
        if (before != null && token.version() <= before.version()) {
            return;
        }
        seen = token;
        boolean sameHandover = before != null && before.handoverTo() != null && token.handoverTo() != null;
        if (!(sameHandover && world.has(PlantedBug.COUNTS_THE_WAIT_OF_ANOTHER_HANDOVER))) {
            seenSince = clock.at(world.now());
        }
        stopped = stopped
                && world.has(PlantedBug.LISTS_BEFORE_IT_BEGINS)
                && before != null
                && before.handoverTo() == null;
    }

    private void write(Token expected, Token changed) {
        next = null;
        if (early) {
            world.completingEarly(expected);
        }
        boolean applied = world.write(expected, changed);
        if (applied && random.nextInt(4) != 0) {
            saw(changed); // otherwise the answer was lost: reading will tell
        }
    }

    private void decide(Token token) {
        SimulatedRegion region =
                world.regions().get(random.nextInt(world.regions().size()));
        early = false;
        if (random.nextBoolean()) {
            decideSync(token, region);
        } else if (token.handoverTo() == null) {
            decideHandover(token, region.id());
        } else {
            decideEnd(token, token.handoverTo(), region.id());
        }
    }

    private void decideSync(Token token, SimulatedRegion region) {
        RegionId x = region.id();
        int whim = world.temper().whim() / (token.sync(x) == Sync.CATCHING_UP ? 1 : 6);
        if (!region.isUp() || chance(whim)) {
            propose(token.demote(x, audit()));
        }
    }

    private void decideHandover(Token token, RegionId x) {
        boolean healthy = isUp(token.active()) && token.sync(token.active()) == Sync.IN_SYNC;
        if (world.has(PlantedBug.LISTS_BEFORE_IT_BEGINS)) {
            stopped = !world.store().isAnyRunning(token.active());
        }
        if (world.has(PlantedBug.HANDS_OVER_TO_A_REGION_NOT_IN_SYNC)
                && token.sync(x) == Sync.OUT
                && !x.equals(token.active())) {
            next = decree(token, x, token.handoverTo(), null, token.term().next());
        } else if (isUp(x) && (!healthy || chance(world.temper().whim()))) {
            propose(token.beginHandover(x, audit())); // to a region IN_SYNC, or in place; otherwise refused
        }
    }

    private void decideEnd(Token token, RegionId to, RegionId x) {
        boolean lost = token.sync(to) != Sync.IN_SYNC && !to.equals(token.active());
        boolean whole = token.sync(token.active()) == Sync.IN_SYNC;
        if (whole && (lost || chance(world.temper().whim() / 3))) {
            propose(token.abortHandover(audit()));
        } else if (token.sync(token.active()) == Sync.OUT && world.has(PlantedBug.ABORTS_WHERE_EVENTS_ARE_MISSING)) {
            next = decree(token, token.active(), null, null, token.term());
        } else if (token.sync(to) != Sync.IN_SYNC && isUp(x) && chance(20)) {
            propose(token.beginHandover(x, audit())); // redirects it to a region IN_SYNC; otherwise refused
        } else if (hasWaited(token) || world.isFenced() || world.has(PlantedBug.COMPLETES_WITHOUT_WAITING)) {
            propose(token.completeHandover(to, audit()));
        } else if (stopped) {
            propose(token.completeHandover(to, audit()));
            early = next != null;
        } else {
            stopped = !world.store().isAnyRunning(token.active());
        }
    }

    /** True if every view from before the version at hand has expired. */
    private boolean hasWaited(Token token) {
        Duration wait = world.has(PlantedBug.WAITS_WITHOUT_MARGIN) ? token.ttl() : token.viewsExpireIn();
        return clock.at(world.now()) - seenSince >= wait.toNanos();
    }

    private boolean isUp(RegionId id) {
        return world.regions().stream().anyMatch(region -> region.id().equals(id) && region.isUp());
    }

    private void propose(Transition change) {
        next = change.fold(legal -> legal, refused -> null);
    }

    /** A token that none of the methods of {@link Token} would give. */
    static Token decree(
            Token token, RegionId active, @Nullable RegionId handoverTo, @Nullable RegionId inSync, Term term) {
        SortedMap<RegionId, RegionState> states = new TreeMap<>(token.regions());
        if (inSync != null) {
            states.put(inSync, new RegionState(Sync.IN_SYNC, Instant.EPOCH, 0));
        }
        HandoverState handover = handoverTo == null ? null : token.handover();
        return new Token(token.name(), token.version() + 1, term, active, handover, states, token.ttl(), token.audit());
    }

    private static Audit audit() {
        return new Audit("whim", "monitor", Instant.EPOCH, "w");
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }
}
