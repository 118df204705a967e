package dev.baton.runtime.quorum;

import dev.baton.core.StoreUnavailableException;
import dev.baton.core.quorum.Answer;
import dev.baton.core.quorum.Witnesses;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The three stores of an installation, and which they must be. Safe for use by several threads. */
final class Membership {

    private static final Duration DEADLINE = Duration.ofSeconds(2);

    /** The same where they may never have been asked before: a process then loads the SDKs of clouds. */
    private static final Duration OPENING = Duration.ofSeconds(8);

    private final String identityKey;
    private final List<Seat> seats;

    /** What the stores say that they belong to; empty until a majority was asked once. */
    private volatile String installation = "";

    /** What one of the stores is asked when it is known who it must be. */
    @FunctionalInterface
    interface Question<T> {
        T ask(Seat seat, Identity self);
    }

    /** What a store gave; {@code why} is empty if it gave something. */
    record Given<T>(int seat, Optional<T> value, String why) {}

    Membership(String name, List<Seat> seats) {
        this.identityKey = Identity.key(name);
        this.seats = List.copyOf(seats);
    }

    List<Seat> seats() {
        return seats;
    }

    String identityKey() {
        return identityKey;
    }

    /**
     * Sends the requests of proposals about {@code key}.
     *
     * @throws StoreUnavailableException if it is not known yet which stores these must be, and no majority tells
     */
    Course.Sender sender(String key) {
        return sender(key, -1);
    }

    /** As {@link #sender(String)}; what {@code mended} does not hold counts as absent although it lacks its identity. */
    Course.Sender sender(String key, int mended) {
        String known = installation();
        return (request, answered) -> {
            Seat seat = seats.get(request.acceptor());
            Identity self = new Identity(known, seat.name());
            boolean mending = request.acceptor() == mended;
            seat.ask(() -> seat.execute(request, key, self, mending ? "" : identityKey), Answer.Silent::new, answered);
        };
    }

    /**
     * What the first two stores to answer gave, by seat, or all three if they do at once.
     *
     * @throws StoreUnavailableException if two do not
     */
    <T> Map<Integer, T> majority(String what, Question<T> question) {
        String known = installation();
        List<Given<T>> given = ask(seat -> question.ask(seat, new Identity(known, seat.name())), Witnesses.MAJORITY);
        Map<Integer, T> values = new TreeMap<>();
        given.forEach(one -> one.value().ifPresent(value -> values.put(one.seat(), value)));
        if (values.size() < Witnesses.MAJORITY) {
            throw new StoreUnavailableException("Cannot " + what + " in two of three stores. " + reasons(given) + ".");
        }
        return values;
    }

    /** Has it done by each store that can. */
    void everywhere(Consumer<Seat> action) {
        ask(
                seat -> {
                    action.accept(seat);
                    return true;
                },
                Witnesses.ACCEPTORS);
    }

    /**
     * The installation that a majority of the stores belongs to.
     *
     * @throws StoreUnavailableException if there is none
     */
    String installation() {
        if (installation.isEmpty()) {
            List<Given<Identity>> given = ask(this::own, Witnesses.MAJORITY);
            Optional<String> told = agreed(given);
            if (told.isEmpty()) { // the two that were fastest may differ
                given = ask(this::own, Witnesses.ACCEPTORS);
                told = agreed(given);
            }
            String why = reasons(given);
            installation = told.orElseThrow(() -> new StoreUnavailableException(
                    "Two of the token's three stores must show one identity, which 'baton token create' gives them once. "
                            + (why.isEmpty() ? "They belong to different installations" : why) + "."));
        }
        return installation;
    }

    /** What each store says that it is; without a value if it says nothing. */
    List<Given<Optional<Identity>>> identities() {
        return ask(this::identity, Witnesses.ACCEPTORS);
    }

    private Optional<Identity> identity(Seat seat) {
        return seat.store().get(identityKey).map(object -> Identity.decode(object.bytes())
                .orElseThrow(why -> new StoreUnavailableException("its object " + identityKey + " " + why)));
    }

    private Identity own(Seat seat) {
        Identity found =
                identity(seat).orElseThrow(() -> new StoreUnavailableException("it was never set up, or was emptied"));
        if (!found.store().equals(seat.name())) {
            throw new StoreUnavailableException("it is store '" + found.store() + "', and not '" + seat.name() + "'");
        }
        return found;
    }

    private static Optional<String> agreed(List<Given<Identity>> given) {
        List<String> told = given.stream()
                .flatMap(one -> one.value().stream())
                .map(Identity::installation)
                .collect(Collectors.toUnmodifiableList());
        return told.stream()
                .filter(one -> told.stream().filter(one::equals).count() >= Witnesses.MAJORITY)
                .findFirst();
    }

    private String reasons(List<? extends Given<?>> given) {
        return given.stream()
                .filter(one -> one.value().isEmpty())
                .map(one -> seats.get(one.seat()).describe() + ": " + one.why())
                .collect(Collectors.joining("; "));
    }

    /** What the stores gave until so many had, all had answered, or the time was up; in order of seat. */
    private <T> List<Given<T>> ask(Function<Seat, T> question, int enough) {
        LinkedBlockingQueue<Given<T>> arrived = new LinkedBlockingQueue<>(Witnesses.ACCEPTORS);
        for (int i = 0; i < seats.size(); i++) {
            int at = i;
            Seat seat = seats.get(i);
            seat.<Given<T>>ask(
                    () -> new Given<>(at, Optional.of(question.apply(seat)), ""),
                    why -> new Given<>(at, Optional.empty(), why),
                    arrived::add);
        }
        Duration deadline = installation.isEmpty() ? OPENING : DEADLINE;
        Map<Integer, Given<T>> given = new TreeMap<>();
        for (int i = 0; i < seats.size(); i++) {
            given.put(i, new Given<>(i, Optional.empty(), "it has not answered for " + deadline.toMillis() + " ms"));
        }
        long until = System.nanoTime() + deadline.toNanos();
        int answers = 0;
        int values = 0;
        try {
            while (answers < seats.size() && values < enough) {
                Given<T> one = arrived.poll(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (one == null) {
                    break;
                }
                answers++;
                values += one.value().isPresent() ? 1 : 0;
                given.put(one.seat(), one);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.copyOf(given.values());
    }
}
