package dev.baton.testkit.simulation;

import dev.baton.core.RegionId;
import dev.baton.core.Term;
import dev.baton.core.token.Audit;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.core.token.View;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Changes the token by the rules H and S and otherwise at whim, like a person who switches in the middle of everything: several of
 * them do not know of each other.
 */
final class SimulatedOperator extends Actor {

    private final SplittableRandom random;
    private final TokenWriter writer;
    private TokenReader reader;
    private @Nullable Token seen;
    private long seenSince; // when the read that first gave this version, or an earlier one of its handover, had ended
    private boolean stopped; // no consumer of the active region was registered, some time after that
    private @Nullable Token next; // decided, not yet written
    private boolean early; // next completes a handover without the full wait

    SimulatedOperator(World world, String name) {
        super(world, name, world.network().newPlace(name));
        this.random = world.random();
        this.reader = new TokenReader(this);
        this.writer = new TokenWriter(this);
    }

    @Override
    void restart() {
        reader = new TokenReader(this);
        writer.abandon();
        seen = null;
        next = null;
        stopped = false;
    }

    @Override
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
        boolean wasHandingOver = before != null && before.handoverTo() != null;
        boolean sameTerm = before != null && before.term().equals(token.term());
        boolean confused = token.handoverTo() != null && world.has(PlantedBug.COUNTS_THE_WAIT_OF_ANOTHER_HANDOVER);
        boolean goesOn = wasHandingOver && (sameTerm || confused);
        if (!goesOn) {
            seenSince = nanoTime();
        }
        stopped = stopped && (goesOn || !wasHandingOver && world.has(PlantedBug.LISTS_BEFORE_IT_BEGINS));
    }

    private void write(Token expected, Token changed) {
        if (writer.isIdle()) {
            if (early) {
                world.completingEarly(expected);
            }
            writer.write(expected, changed);
        }
        CasOutcome outcome = writer.advance();
        if (outcome != null) {
            next = null;
            if (outcome instanceof CasOutcome.Applied && random.nextInt(4) != 0) {
                saw(changed);
            }
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
        if (!region.isWritable() || chance(whim)) {
            propose(token.demote(x, audit("demote " + x)));
        }
    }

    private void decideHandover(Token token, RegionId x) {
        boolean healthy = isUp(token.active()) && token.sync(token.active()) == Sync.IN_SYNC;
        if (world.has(PlantedBug.LISTS_BEFORE_IT_BEGINS)) {
            stopped = isNobodyRunning(token.active());
        }
        if (world.has(PlantedBug.HANDS_OVER_TO_A_REGION_NOT_IN_SYNC)
                && token.sync(x) == Sync.OUT
                && !x.equals(token.active())) {
            propose(token.forceHandover(x, audit("force to " + x)));
        } else if (isUp(x) && (!healthy || chance(world.temper().whim()))) {
            propose(token.beginHandover(
                    x, audit("switch to " + x))); // to a region IN_SYNC, or in place; otherwise refused
        }
    }

    private void decideEnd(Token token, RegionId to, RegionId x) {
        boolean lost = token.sync(to) != Sync.IN_SYNC && !to.equals(token.active());
        boolean whole = token.sync(token.active()) == Sync.IN_SYNC;
        if (whole && (lost || chance(world.temper().whim() / 3))) {
            propose(token.abortHandover(audit("abort")));
            if (next != null && world.has(PlantedBug.ABORTS_IN_THE_SAME_TERM)) {
                next = aborted(token, token.term(), audit("abort"));
            }
        } else if (token.sync(token.active()) == Sync.OUT
                && token.episode(token.active()) > 0
                && world.has(PlantedBug.ABORTS_WHERE_EVENTS_ARE_MISSING)) {
            next = aborted(token, token.term().next(), audit("abort"));
        } else if (token.sync(to) != Sync.IN_SYNC && isUp(x) && chance(20)) {
            propose(token.beginHandover(
                    x, audit("redirect to " + x))); // redirects it to a region IN_SYNC; otherwise refused
        } else if (hasWaited(token) || world.isFenced() || world.has(PlantedBug.COMPLETES_WITHOUT_WAITING)) {
            propose(token.completeHandover(to, audit("complete to " + to)));
        } else if (stopped) {
            propose(token.completeHandover(to, audit("complete to " + to)));
            early = next != null;
        } else {
            stopped = isNobodyRunning(token.active());
        }
    }

    /** True if every view that opens a gate in this term has expired. */
    private boolean hasWaited(Token token) {
        Duration wait = world.has(PlantedBug.WAITS_WITHOUT_MARGIN) ? token.ttl() : token.viewsExpireIn();
        return nanoTime() - seenSince >= wait.toNanos();
    }

    private boolean isUp(RegionId id) {
        return world.region(id).isWritable();
    }

    private boolean isNobodyRunning(RegionId id) {
        Boolean running = world.network()
                .ask(place, world.store().place(), () -> world.store().isAnyRunning(id));
        return running != null && !running;
    }

    private void propose(Transition change) {
        next = change.fold(legal -> legal, refused -> null);
    }

    /** What {@link Token} refuses. */
    private static Token aborted(Token token, Term term, Audit by) {
        return new Token(
                token.name(), token.version() + 1, term, token.active(), null, token.regions(), token.ttl(), by);
    }

    private Audit audit(String reason) {
        return new Audit(reason, toString(), Instant.EPOCH.plusNanos(clock.wall(world.now())), world.newWriteId());
    }
}
