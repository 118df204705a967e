package dev.baton.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Between everybody: messages are lost, come late or twice, and whole links are cut, in one direction or both. Every actor meets
 * its faults here.
 */
final class Network {

    private static final int MOST_LATE = 16;

    private final World world;
    private final SplittableRandom random;
    private final List<Place> places = new ArrayList<>();
    private final List<Supplier<?>> late = new ArrayList<>();
    private boolean[][] cut = new boolean[0][0];
    private boolean anyCut;

    Network(World world) {
        this.world = world;
        this.random = world.random();
    }

    Place newPlace(String name) {
        Place place = new Place(places.size(), name);
        places.add(place);
        cut = new boolean[places.size()][places.size()];
        return place;
    }

    /** True if what is sent gets there, as long as it is not lost on the way. */
    boolean isOpen(Place from, Place to) {
        return !cut[from.index()][to.index()];
    }

    boolean isOpenBothWays(Place one, Place other) {
        return isOpen(one, other) && isOpen(other, one);
    }

    /** One message: true if it gets there. */
    boolean passes(Place from, Place to) {
        if (!isOpen(from, to)) {
            return false;
        }
        int loss = world.faults().loss();
        return loss == 0 || random.nextInt(1000) >= loss;
    }

    /**
     * A request with an effect, and its answer. Null means that nobody knows: the request was lost, the server refused it, it comes
     * later, or its answer was lost. The network may also bring it twice; then the answer is that to the second.
     */
    <A> @Nullable A call(Place from, Place to, Supplier<A> effect) {
        if (!passes(from, to)) {
            world.reached(Reached.REQUEST_LOST);
            if (random.nextInt(100) < world.faults().late() && late.size() < MOST_LATE) {
                late.add(effect);
            }
            return null;
        }
        if (happens(world.faults().refusals())) {
            world.reached(Reached.SERVER_ERROR);
            return null;
        }
        if (happens(world.faults().repeats())) {
            world.reached(Reached.REQUEST_REPEATED);
            var unused = effect.get();
        }
        A answer = effect.get();
        if (!passes(to, from)) {
            world.reached(Reached.ANSWER_LOST);
            return null;
        }
        return answer;
    }

    /** A request that only asks. */
    <A> @Nullable A ask(Place from, Place to, Supplier<A> question) {
        return passes(from, to) && passes(to, from) ? question.get() : null;
    }

    /** Something that nobody waits for any more arrives, or is lost for good. */
    void step() {
        if (late.isEmpty() || random.nextInt(40) != 0) {
            return;
        }
        Supplier<?> arrived = late.remove(random.nextInt(late.size()));
        if (random.nextInt(4) != 0) {
            world.trace().note(world.now(), "network", "brings what nobody waits for any more", 0, 0);
            world.reached(Reached.REQUEST_LATE);
            var unused = arrived.get();
        }
    }

    /** Something is cut, or comes back. */
    void misfortune() {
        if (anyCut) {
            if (random.nextInt(world.temper().outage()) == 0) {
                heal(places.get(random.nextInt(places.size())));
            }
        } else if (random.nextInt(100) < world.faults().isolations()) {
            isolate(places.get(random.nextInt(places.size())));
        } else if (random.nextInt(100) < world.faults().oneWayCuts()) {
            world.reached(Reached.ONE_WAY_CUT);
            cut(places.get(random.nextInt(places.size())), places.get(random.nextInt(places.size())));
        }
    }

    /** Nothing reaches {@code place}, or leaves it. */
    void isolate(Place place) {
        world.reached(
                switch (place.name().charAt(0)) {
                    case 'r' -> Reached.REGION_ISOLATED;
                    case 'p' -> Reached.PRODUCER_ISOLATED;
                    case 'm' -> Reached.MONITOR_ISOLATED;
                    default -> Reached.OTHERS_ISOLATED;
                });
        for (Place other : places) {
            cut(place, other);
            cut(other, place);
        }
    }

    /** Whatever {@code place} sends is lost; it hears everything. */
    void silence(Place place) {
        places.forEach(other -> cut(place, other));
    }

    /** What is sent from one to the other is lost. */
    void cut(Place from, Place to) {
        if (!from.equals(to)) {
            world.trace().note(world.now(), "network", "cut from", from + " to " + to);
            cut[from.index()][to.index()] = true;
            anyCut = true;
        }
    }

    void heal() {
        places.forEach(this::heal);
    }

    private void heal(Place place) {
        anyCut = false;
        for (int i = 0; i < cut.length; i++) {
            cut[place.index()][i] = false;
            cut[i][place.index()] = false;
            for (boolean each : cut[i]) {
                anyCut |= each;
            }
        }
    }

    private boolean happens(int permille) {
        return permille > 0 && random.nextInt(1000) < permille;
    }
}
