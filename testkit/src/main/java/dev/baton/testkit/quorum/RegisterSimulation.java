package dev.baton.testkit.quorum;

import dev.baton.core.quorum.AcceptorState;
import dev.baton.core.quorum.Answer;
import dev.baton.core.quorum.Request;
import dev.baton.core.quorum.Witnesses;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Several proposers and three acceptors in one thread and on one clock: the very {@code Proposal} of production, while
 * requests and answers are lost, late and repeated, stores freeze, one is emptied and repaired, and proposers crash. What
 * happens depends on the seed alone; each run draws its own rates of faults, and what happens at one instant comes in random
 * order. For one thread.
 */
public final class RegisterSimulation {

    /** How long a proposer waits for an answer, in ticks. */
    static final int PATIENCE = 60;

    private static final int HORIZON = 6000;

    /** Things that must happen in some run, or the simulation does not test what it is there for. */
    public enum Mark {
        APPLIED_IN_ONE_ROUND_TRIP,
        CONFLICT,
        UNKNOWN_OUTCOME,
        READ_WRITTEN_BACK,
        READ_IN_TWO_GLANCES,
        EMPTIED_AND_REPAIRED,
        CRASHED,
        BALLOT_LOST
    }

    /**
     * What came of one run.
     *
     * @param history what the clients saw
     * @param trouble an assertion of the code under test that failed, or empty
     */
    public record Result(List<Operation> history, String trouble, Map<Mark, Integer> marks) {

        /** True if nothing is wrong with it. */
        public boolean isGood() {
            return trouble.isEmpty() && Linearizability.holds(history);
        }
    }

    private record Event(long time, long turn, Runnable action) {}

    final SplittableRandom random;
    final Flaw flaw;
    final List<SimulatedAcceptor> acceptors = new ArrayList<>();
    final List<Operation> history = new ArrayList<>();
    final Map<Mark, Integer> marks = new EnumMap<>(Mark.class);
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::turn));
    private final Faults faults;
    private long now;

    private RegisterSimulation(long seed, Flaw flaw) {
        this.random = new SplittableRandom(seed);
        this.flaw = flaw;
        this.faults = Faults.draw(random);
        IntStream.range(0, Witnesses.ACCEPTORS).forEach(i -> acceptors.add(new SimulatedAcceptor(flaw)));
    }

    /** The rates of one run; in many runs most of them are zero. */
    private record Faults(
            double lost, double answerLost, double repeated, double late, double crash, int freezes, boolean empties) {

        static Faults draw(SplittableRandom random) {
            return new Faults(
                    rate(random, 0.3),
                    rate(random, 0.3),
                    rate(random, 0.2),
                    rate(random, 0.2),
                    rate(random, 0.1),
                    random.nextInt(3),
                    random.nextInt(3) == 0);
        }

        private static double rate(SplittableRandom random, double most) {
            return random.nextBoolean() ? 0 : random.nextDouble() * most;
        }
    }

    /** The run of this seed. */
    public static Result run(long seed, Flaw flaw) {
        RegisterSimulation simulation = new RegisterSimulation(seed, flaw);
        String trouble = "";
        try {
            simulation.play();
        } catch (IllegalStateException e) {
            trouble = String.valueOf(e.getMessage());
        }
        return new Result(simulation.history, trouble, simulation.marks);
    }

    private void play() {
        int proposers = 2 + random.nextInt(2);
        int operations = 16 / proposers;
        for (int i = 0; i < proposers; i++) {
            new SimulatedProposer(this, "p" + (flaw == Flaw.TIED_BALLOTS ? 0 : i), operations).begin();
        }
        if (random.nextBoolean()) {
            new SimulatedWatcher(this, 14).begin();
        }
        for (int i = 0; i < faults.freezes(); i++) {
            at(random.nextInt(1500), () -> any().freeze(now + random.nextInt(400)));
        }
        if (faults.empties() || flaw.concernsEmptiedStores()) {
            int victim = random.nextInt(Witnesses.ACCEPTORS);
            at(random.nextInt(800), () -> empty(victim));
        }
        while (!events.isEmpty() && now < HORIZON) {
            Event next = events.remove();
            now = next.time();
            next.action().run();
        }
    }

    private void empty(int victim) {
        SimulatedAcceptor acceptor = acceptors.get(victim);
        acceptor.empty();
        if (flaw == Flaw.REPAIR_BY_COPY) {
            AcceptorState<String> other =
                    acceptors.get((victim + 1) % Witnesses.ACCEPTORS).state();
            if (other != null) {
                acceptor.hold(other);
            }
            acceptor.identify();
        } else {
            at(now + random.nextInt(400), () -> new SimulatedRepair(this, victim).begin());
        }
    }

    private SimulatedAcceptor any() {
        return acceptors.get(random.nextInt(acceptors.size()));
    }

    boolean crashes() {
        return random.nextDouble() < faults.crash();
    }

    long now() {
        return now;
    }

    void at(long time, Runnable action) {
        events.add(new Event(time, random.nextLong(), action));
    }

    void after(int atMost, Runnable action) {
        at(now + 1 + random.nextInt(atMost), action);
    }

    void mark(Mark mark) {
        marks.merge(mark, 1, Integer::sum);
    }

    /** Sends it, with whatever befalls it under way; the answer comes once, or after the proposer's patience none. */
    void send(Request<String> request, boolean mending, Consumer<Answer<String>> answered) {
        SimulatedAcceptor acceptor = acceptors.get(request.acceptor());
        int generation = acceptor.generation();
        int copies = random.nextDouble() < faults.repeated() ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            if (random.nextDouble() >= faults.lost()) {
                at(now + delay(), () -> arrive(request, generation, mending, answered));
            }
        }
        at(now + PATIENCE, () -> answered.accept(new Answer.Silent<>("no answer")));
    }

    private void arrive(Request<String> request, int generation, boolean mending, Consumer<Answer<String>> answered) {
        SimulatedAcceptor acceptor = acceptors.get(request.acceptor());
        if (acceptor.frozenUntil() > now) {
            at(acceptor.frozenUntil() + delay(), () -> arrive(request, generation, mending, answered));
            return;
        }
        Answer<String> answer = acceptor.execute(request, generation, mending);
        if (random.nextDouble() >= faults.answerLost()) {
            at(now + delay(), () -> answered.accept(answer));
        }
    }

    private int delay() {
        return 1 + (random.nextDouble() < faults.late() ? random.nextInt(600) : random.nextInt(12));
    }
}
