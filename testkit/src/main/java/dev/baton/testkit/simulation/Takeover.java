package dev.baton.testkit.simulation;

import dev.baton.core.RegionId;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.testkit.simulation.SimulatedRegion.Status;
import java.time.Duration;

/**
 * The phase of a history in which one region fails for ever, in one of several ways, while everything else works and operators are
 * away: the other region must hold the baton within a bound of time, and keep it (section 10, liveness).
 */
final class Takeover {

    /** How a region fails for ever. */
    private enum Failure {
        DEAD(Reached.TAKEN_OVER_FROM_THE_DEAD),
        HALF_DEAD(Reached.TAKEN_OVER_FROM_THE_HALF_DEAD),
        NOTHING_COMES_BACK(Reached.TAKEN_OVER_WHERE_NOTHING_COMES_BACK),
        MONITORS_SEE_NOTHING(Reached.TAKEN_OVER_WHERE_MONITORS_SEE_NOTHING);

        private final Reached mark;

        Failure(Reached mark) {
            this.mark = mark;
        }
    }

    private static final Duration SLACK = Duration.ofSeconds(12);
    private static final Duration STALE = Duration.ofSeconds(2);
    private static final Duration WATCHED = Duration.ofSeconds(8);

    private final World world;
    private final Cast cast;
    private final SimulatedRegion victim;
    private final RegionId heir;
    private final Failure failure;
    private final boolean handingOver;
    private final long firstTerm;

    Takeover(World world, Cast cast) {
        this.world = world;
        this.cast = cast;
        Token token = world.store().read();
        SimulatedRegion first = world.regions().get(0);
        SimulatedRegion second = world.regions().get(1);
        boolean firstInSync = token.sync(first.id()) == Sync.IN_SYNC;
        boolean both = firstInSync && token.sync(second.id()) == Sync.IN_SYNC;
        this.victim = both ? world.region(token.active()) : firstInSync ? second : first;
        this.heir = world.other(victim).id();
        this.failure = Failure.values()[world.random().nextInt(Failure.values().length)];
        this.handingOver = token.handoverTo() != null;
        this.firstTerm = token.term().value();
    }

    /** Lives through it; throws unless the other region takes over and keeps the baton. */
    void require() {
        world.network().heal();
        world.regions().forEach(region -> region.become(Status.UP));
        cast.everybody().forEach(each -> each.sleepUntil(world.now()));
        cast.operators().forEach(operator -> operator.sleepUntil(Long.MAX_VALUE));
        world.trace().note(world.now(), victim.id().value(), "fails for ever:", failure.name());
        fail();
        long bound = world.now() + bound().toNanos();
        long stale = world.now() + STALE.toNanos();
        while (!isTakenOver()) {
            if (world.store().read().sync(heir) != Sync.IN_SYNC && world.now() < stale) {
                return; // given up by somebody who did not know yet that it is the last; two failures at once
            }
            if (world.now() > bound) {
                throw world.broken(
                        "liveness",
                        heir + " has not taken over within " + bound().toSeconds() + " s, as " + victim.id() + " is "
                                + failure);
            }
            world.step();
        }
        world.reached(failure.mark);
        long end = world.now() + WATCHED.toNanos();
        while (world.now() < end) {
            world.step();
            if (!isTakenOver()) {
                throw world.broken("liveness", heir + " has taken over and does not keep the baton");
            }
        }
        long switches = world.store().read().term().value() - firstTerm;
        world.check(switches <= (handingOver ? 2 : 1), "liveness", switches, "switches where one was due");
    }

    private void fail() {
        switch (failure) {
            case DEAD -> world.breakDown(world.regions().indexOf(victim), Status.DEAD);
            case HALF_DEAD -> {
                world.breakDown(world.regions().indexOf(victim), Status.HALF_DEAD);
                if (world.random().nextBoolean()) {
                    cast.consumers().get(world.regions().indexOf(victim)).restart(); // so that its stop is never told
                }
            }
            case NOTHING_COMES_BACK -> world.network().silence(victim.place());
            case MONITORS_SEE_NOTHING -> cast.monitors().forEach(monitor -> {
                world.network().cut(monitor.place(), victim.place());
                world.network().cut(victim.place(), monitor.place());
            });
        }
    }

    private Duration bound() {
        Duration views = world.store().read().viewsExpireIn().multipliedBy(3);
        return cast.policy()
                .coolDown()
                .plus(cast.policy().health().upAfter())
                .plus(views)
                .plus(SLACK);
    }

    private boolean isTakenOver() {
        Token token = world.store().read();
        return token.active().equals(heir) && token.handoverTo() == null;
    }
}
