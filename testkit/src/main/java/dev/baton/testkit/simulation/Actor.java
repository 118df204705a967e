package dev.baton.testkit.simulation;

/**
 * A process. Each step has one effect that others can see, at most; so whoever is killed or put to sleep between two steps is so
 * before one effect and after another.
 */
abstract class Actor {

    /** The common world. */
    protected final World world;
    /** Where it is on the network. */
    protected final Place place;
    /** Its own clocks. */
    protected final LocalClock clock;

    private final String name;
    private long asleepUntil;

    Actor(World world, String name, Place place) {
        this.world = world;
        this.name = name;
        this.place = place;
        this.clock = world.newClock();
    }

    /** Does what is next. */
    abstract void step();

    /** The process is killed and another one starts, which knows nothing. */
    abstract void restart();

    @Override
    public final String toString() {
        return name;
    }

    final Place place() {
        return place;
    }

    /** The clock that decisions are made by. */
    final long nanoTime() {
        return world.has(PlantedBug.TRUSTS_THE_WALL_CLOCK) ? clock.wall(world.now()) : clock.at(world.now());
    }

    final boolean isAsleep() {
        return asleepUntil > world.now();
    }

    /** Nothing happens in this process until {@code trueNanos}; what it had sent goes on. */
    final void sleepUntil(long trueNanos) {
        asleepUntil = trueNanos;
    }

    final void note(String what) {
        world.trace().note(world.now(), name, what, 0, 0);
    }

    final void note(String what, long one) {
        world.trace().note(world.now(), name, what, one, 0);
    }

    final void note(String what, long one, long two) {
        world.trace().note(world.now(), name, what, one, two);
    }

    final void note(String what, String text) {
        world.trace().note(world.now(), name, what, text);
    }

    final boolean chance(int percent) {
        return percent > 0 && world.random().nextInt(100) < percent;
    }
}
