package dev.baton.core.quorum;

import dev.baton.core.Invariants;
import dev.baton.core.quorum.Line.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One operation on a register: a read, or a change by CASPaxos. It is driven from outside: each call returns the requests
 * to send, and each answer, or the lack of one, is handed to {@link #on}. For one thread.
 *
 * <p>First it reads all acceptors. If two show the same accepted ballot, that content is chosen, and none newer was chosen
 * before the first of the two was asked; if there is nothing to change, that is all. Otherwise it has a fresh ballot promised by
 * a majority, and has the change of the newest content among them accepted by a majority. Each put names the state that it
 * was judged by, so that an acceptor is one object with compare-and-set, and late or repeated requests harm nobody.
 *
 * <p>A ballot is drawn for each attempt and never used again, whatever came of it. With its content every acceptor also
 * stores the promise of the proposer's next ballot, which is the {@link Lead} for a change in one round trip.
 */
public final class Proposal<V> {

    private enum Phase {
        READ,
        PREPARE,
        ACCEPT,
        PAUSED,
        DONE
    }

    private final Change<V> change;
    private final UnaryOperator<Ballot> ballots;
    private final int mended;
    private final List<Line<V>> lines = new ArrayList<>();
    private final List<Request<V>> requests = new ArrayList<>();
    private Witnesses witnesses;
    private Phase phase = Phase.READ;
    private Ballot ballot = Ballot.ZERO;
    private Ballot following = Ballot.ZERO;
    private @Nullable Content<V> proposed;
    private @Nullable Outcome<V> outcome;
    private boolean offered;
    private boolean hurried;
    private int lastId;

    /**
     * A proposal of this change, not begun.
     *
     * @param ballots gives a ballot above the one it is asked with, and never one twice
     * @param witnesses what this process has witnessed of the register so far
     */
    public Proposal(Change<V> change, UnaryOperator<Ballot> ballots, Witnesses witnesses) {
        this(change, ballots, witnesses, -1);
    }

    private Proposal(Change<V> change, UnaryOperator<Ballot> ballots, Witnesses witnesses, int mended) {
        this.change = change;
        this.ballots = ballots;
        this.witnesses = witnesses;
        this.mended = mended;
        for (int acceptor = 0; acceptor < Witnesses.ACCEPTORS; acceptor++) {
            lines.add(new Line<>(acceptor));
        }
    }

    /**
     * Writes what the two other acceptors hold back to both of them, and then to {@code mended}, whatever that has forgotten.
     * Sound, because both have then accepted a ballot above any that {@code mended} can have helped to choose.
     */
    public static <V> Proposal<V> mending(int mended, UnaryOperator<Ballot> ballots, Witnesses witnesses) {
        return new Proposal<>(Change.read(), ballots, witnesses, mended);
    }

    /** Begins without a lead. */
    public List<Request<V>> start() {
        return restart();
    }

    /** Begins with a lead, which nobody may use again. */
    public List<Request<V>> start(Lead<V> lead) {
        Content<V> next = change.next(lead.content());
        if (next == null || next.isSameAs(lead.content())) {
            return restart(); // what a lead remembers may be outdated: nothing is concluded from it alone
        }
        ballot = lead.ballot();
        for (Line<V> line : lines) {
            String tag = lead.tags().get(line.acceptor);
            if (tag == null) {
                read(line);
            } else {
                line.knows(Stage.PROMISED, line.state.promise(ballot, witnesses), tag);
            }
        }
        accept(next, true);
        progress();
        return drain();
    }

    /** An acceptor has answered, or will not any more. Answers that are late or repeated are no harm. */
    public List<Request<V>> on(Request<V> request, Answer<V> answer) {
        Line<V> line = lines.get(request.acceptor());
        if (line.awaited == request.id()) {
            line.awaited = 0;
            take(line, request, answer);
            progress();
        }
        return drain();
    }

    /** Two answers that differ have waited long enough for the third. */
    public List<Request<V>> hurry() {
        hurried = true;
        progress();
        return drain();
    }

    /** True if a ballot was lost to somebody else's: wait a little, at random, and call {@link #again}. */
    public boolean isPaused() {
        return phase == Phase.PAUSED;
    }

    /** Another attempt, with another ballot. */
    public List<Request<V>> again() {
        Invariants.check(isPaused(), "an attempt follows one that failed");
        return restart();
    }

    /** The time is up. */
    public void giveUp(String why) {
        if (outcome == null) {
            finish(new Outcome.Undecided<>(why));
        }
    }

    /** Empty as long as the operation is under way. */
    public Optional<Outcome<V>> outcome() {
        return Optional.ofNullable(outcome);
    }

    /** True if content that the change made itself was sent, and may therefore be, or become, the register's. */
    public boolean mayHaveLanded() {
        return offered;
    }

    /** What to begin the next change with; empty if this one did not end with a clean majority. */
    public Optional<Lead<V>> lead() {
        SortedMap<Integer, String> tags = new TreeMap<>();
        lines.stream()
                .filter(line -> line.is(Stage.ACCEPTED) && line.state.promised().equals(following))
                .forEach(line -> Optional.ofNullable(line.tag).ifPresent(tag -> tags.put(line.acceptor, tag)));
        boolean clean = outcome instanceof Outcome.Settled && proposed != null && tags.size() >= Witnesses.MAJORITY;
        return clean
                ? Optional.ofNullable(proposed).map(content -> new Lead<>(following, content, tags))
                : Optional.empty();
    }

    /** What is witnessed of the register by now. */
    public Witnesses witnesses() {
        return witnesses;
    }

    /** True if every acceptor is known to hold that the register was deleted: its objects may go. */
    public boolean isDeletedEverywhere() {
        return lines.stream()
                .allMatch(line -> (line.is(Stage.FOUND) || line.is(Stage.ACCEPTED)) && line.state.isDeleted());
    }

    /** True if {@code acceptor} has accepted what was chosen. */
    public boolean isAcceptedBy(int acceptor) {
        return lines.get(acceptor).is(Stage.ACCEPTED);
    }

    /** True while an answer is awaited. */
    public boolean isWaiting() {
        return lines.stream().anyMatch(line -> line.awaited != 0);
    }

    /** Those that cannot be counted, by acceptor, and why. */
    public SortedMap<Integer, String> troubles() {
        SortedMap<Integer, String> troubles = new TreeMap<>();
        lines.stream()
                .filter(line -> line.is(Stage.SILENT) || line.is(Stage.MISSING))
                .forEach(line -> troubles.put(line.acceptor, line.why));
        return troubles;
    }

    private List<Request<V>> restart() {
        phase = Phase.READ;
        hurried = false;
        proposed = null;
        lines.stream().filter(this::votes).forEach(this::read);
        return drain();
    }

    private void take(Line<V> line, Request<V> request, Answer<V> answer) {
        if (answer instanceof Answer.Silent<V> silent) {
            line.lost(Stage.SILENT, silent.why());
        } else if (answer instanceof Answer.Refused<V>) {
            read(line); // somebody has written in between, perhaps an earlier copy of this very request
        } else if (answer instanceof Answer.Stored<V> stored && request instanceof Request.Put<V> put) {
            witnesses = witnesses.with(line.acceptor, put.state().promised());
            Stage reached = line.is(Stage.PROMISING) ? Stage.PROMISED : Stage.ACCEPTED;
            line.knows(reached, put.state(), stored.tag());
        } else if (answer instanceof Answer.Found<V> found) {
            found(line, found.state(), found.tag());
        } else {
            found(line, AcceptorState.empty(), null);
        }
    }

    private void found(Line<V> line, AcceptorState<V> state, @Nullable String tag) {
        if (line.floor.isAbove(state.promised()) && line.acceptor != mended) {
            String why = tag == null
                    ? "holds nothing, although it has stored ballot " + line.floor
                    : "holds ballot " + state.promised() + ", although it has stored " + line.floor
                            + ": it was put back to an earlier state";
            line.lost(tag == null ? Stage.MISSING : Stage.SILENT, why);
            return;
        }
        line.knows(Stage.FOUND, state, tag);
        witnesses = witnesses.with(line.acceptor, state.promised()).with(state.witnessed());
        lines.forEach(other -> assertNoTie(line, other));
        boolean reads = phase == Phase.READ || phase == Phase.DONE && proposed == null; // or has read
        if (reads && !isKnownDeleted()) {
            lines.stream().filter(this::showsLessThanWitnessed).forEach(this::read);
        }
    }

    /** What was witnessed meanwhile may be newer than the answer: only one that is asked now must show it. */
    private boolean showsLessThanWitnessed(Line<V> line) {
        return line.is(Stage.FOUND) && witnesses.of(line.acceptor).isAbove(line.state.promised());
    }

    private void assertNoTie(Line<V> one, Line<V> other) {
        Content<V> mine = one.state.content();
        Content<V> its = other.state.content();
        boolean tie = mine != null
                && its != null
                && one.state.accepted().equals(other.state.accepted())
                && !mine.version().equals(its.version());
        Invariants.check(!tie, "a ballot is bound to one value: " + one.state.accepted());
    }

    private boolean isKnownDeleted() {
        return lines.stream().anyMatch(line -> line.state.isDeleted());
    }

    private void progress() {
        switch (phase) {
            case READ -> conclude();
            case PREPARE -> prepareFurther();
            case ACCEPT, DONE -> acceptFurther();
            case PAUSED -> {} // an answer that came too late for its attempt
        }
    }

    private void conclude() {
        if (isKnownDeleted() || count(line -> line.is(Stage.MISSING)) >= Witnesses.MAJORITY) {
            lines.stream()
                    .filter(line -> line.is(Stage.MISSING))
                    .forEach(line -> line.knows(Stage.FOUND, AcceptorState.empty(), null)); // deleted, and gone
        }
        Optional<Line<V>> agreed = lines.stream().filter(this::isAgreed).findFirst();
        long found = count(line -> line.is(Stage.FOUND));
        boolean complete = hurried || count(Line::isUnderWay) == 0;
        if (agreed.isPresent() && mended < 0 && isSame(agreed.get().state.content())) {
            finish(new Outcome.Settled<>(agreed.get().state.content()));
        } else if (found >= Witnesses.MAJORITY && (agreed.isPresent() || complete)) {
            prepare();
        } else if (count(Line::isUnderWay) == 0) {
            finish(new Outcome.Undecided<>("too few of its stores answer"));
        }
    }

    private boolean isAgreed(Line<V> line) {
        return line.is(Stage.FOUND)
                && count(other ->
                                other.is(Stage.FOUND) && other.state.accepted().equals(line.state.accepted()))
                        >= Witnesses.MAJORITY;
    }

    private boolean isSame(@Nullable Content<V> content) {
        Content<V> next = change.next(content);
        return next == null ? content == null : next.isSameAs(content);
    }

    private void prepare() {
        Ballot seen = witnesses.highest().max(ballot);
        ballot = ballots.apply(seen);
        phase = Phase.PREPARE;
        prepareFurther();
    }

    private void prepareFurther() {
        for (Line<V> line : lines) {
            if (line.is(Stage.FOUND) && votes(line)) {
                judge(line, Stage.PROMISED, line.state.promised().equals(ballot), Stage.PROMISING);
            }
        }
        long promised = count(line -> line.is(Stage.PROMISED));
        if (promised >= Witnesses.MAJORITY) {
            acceptNewest();
        } else if (promised + count(Line::isUnderWay) < Witnesses.MAJORITY) {
            phase = Phase.PAUSED;
        }
    }

    private void acceptNewest() {
        AcceptorState<V> newest = AcceptorState.empty();
        for (Line<V> line : lines) {
            boolean newer = line.is(Stage.PROMISED) && line.state.accepted().isAbove(newest.accepted());
            newest = newer ? line.state : newest;
        }
        Content<V> next = change.next(newest.content());
        if (next == null) {
            finish(new Outcome.Settled<>(null));
        } else {
            accept(next, !next.isSameAs(newest.content()));
            acceptFurther();
        }
    }

    private void accept(Content<V> next, boolean own) {
        proposed = next;
        offered |= own;
        following = ballots.apply(ballot);
        phase = Phase.ACCEPT;
    }

    private void acceptFurther() {
        if (proposed == null || ballot.equals(Ballot.ZERO)) {
            return; // done by reading alone
        }
        for (Line<V> line : lines) {
            if (line.is(Stage.PROMISED)) {
                put(line, Stage.ACCEPTING);
            } else if (line.is(Stage.FOUND)) {
                judge(line, Stage.ACCEPTED, line.state.accepted().equals(ballot), Stage.ACCEPTING);
            }
        }
        long accepted = count(line -> line.is(Stage.ACCEPTED));
        if (phase == Phase.ACCEPT && accepted >= Witnesses.MAJORITY) {
            finish(new Outcome.Settled<>(proposed));
            lines.stream().filter(line -> !votes(line)).forEach(this::read);
        } else if (phase == Phase.ACCEPT && accepted + count(Line::isUnderWay) < Witnesses.MAJORITY) {
            phase = Phase.PAUSED;
        }
    }

    /** The acceptor's own rule: what is below its promise is refused. */
    private void judge(Line<V> line, Stage reached, boolean own, Stage next) {
        if (own) {
            line.stage = reached; // by a put whose answer was lost
        } else if (line.state.promised().isAbove(ballot)) {
            line.stage = Stage.AHEAD;
        } else {
            put(line, next);
        }
    }

    private void put(Line<V> line, Stage next) {
        AcceptorState<V> state = next == Stage.PROMISING
                ? line.state.promise(ballot, witnesses)
                : new AcceptorState<>(following, ballot, proposed, witnesses.ballots());
        line.stage = next;
        line.awaited = ++lastId;
        requests.add(new Request.Put<>(line.acceptor, line.awaited, line.tag, state));
    }

    private void read(Line<V> line) {
        line.stage = Stage.READING;
        line.floor = witnesses.of(line.acceptor);
        line.awaited = ++lastId;
        requests.add(new Request.Get<>(line.acceptor, line.awaited));
    }

    private boolean votes(Line<V> line) {
        return line.acceptor != mended;
    }

    private long count(Predicate<Line<V>> which) {
        return lines.stream().filter(which).filter(this::votes).count();
    }

    private void finish(Outcome<V> how) {
        outcome = how;
        phase = Phase.DONE;
    }

    private List<Request<V>> drain() {
        List<Request<V>> drained = List.copyOf(requests);
        requests.clear();
        return drained;
    }
}
