package dev.baton.testkit.quorum;

import dev.baton.core.quorum.Ballot;
import dev.baton.core.quorum.Change;
import dev.baton.core.quorum.Content;
import dev.baton.core.quorum.Lead;
import dev.baton.core.quorum.Outcome;
import dev.baton.core.quorum.Proposal;
import dev.baton.core.quorum.Request;
import dev.baton.core.quorum.Witnesses;
import dev.baton.testkit.quorum.Operation.Kind;
import dev.baton.testkit.quorum.RegisterSimulation.Mark;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A process that reads and writes, one operation after the other; what it knows dies with it in a crash. */
final class SimulatedProposer {

    private static final int HURRY = 25;
    private static final int OPERATION = 400;

    private final RegisterSimulation world;
    private final String name;
    private int incarnation;
    private int left;
    private long counter;
    private int writes;
    private @Nullable Lead<String> lead;
    private Witnesses witnesses = Witnesses.NONE;
    private @Nullable String known;

    SimulatedProposer(RegisterSimulation world, String name, int operations) {
        this.world = world;
        this.name = name;
        this.left = operations;
    }

    void begin() {
        world.after(150, this::next);
    }

    private void next() {
        if (left-- == 0) {
            return;
        }
        boolean read = world.random.nextInt(5) < 2;
        if (read && world.flaw == Flaw.PLAIN_READ) {
            new PlainRead().begin();
        } else if (read) {
            new Running(null).begin();
        } else {
            new Running(new Content<>(name + "-" + incarnation + "-" + ++writes, "")).begin();
        }
    }

    private Ballot ballot(Ballot above) {
        counter = Math.max(counter, above.counter()) + 1;
        String proposer = world.flaw == Flaw.TIED_BALLOTS ? name : name + "-" + incarnation;
        return new Ballot(counter, proposer);
    }

    private void crash() {
        world.mark(Mark.CRASHED);
        incarnation++;
        counter = 0;
        lead = null;
        known = null;
        witnesses = Witnesses.NONE;
    }

    /** One operation; {@code written} is null for a read. */
    private final class Running {

        private final @Nullable Content<String> written;
        private final @Nullable String expected = known;
        private final long invokedAt = world.now();
        private final int life = incarnation;
        private final @Nullable Lead<String> used;
        private final Proposal<String> proposal;
        private boolean over;

        Running(@Nullable Content<String> written) {
            this.written = written;
            this.used = written == null ? null : lead;
            this.proposal = new Proposal<>(
                    written == null ? Change.read() : Change.write(expected, written),
                    SimulatedProposer.this::ballot,
                    witnesses);
        }

        void begin() {
            Lead<String> first = used;
            if (first != null) {
                lead = null;
                send(proposal.start(world.flaw == Flaw.TAG_FROM_ANOTHER_READ ? withTagsOfNow(first) : first));
            } else {
                send(proposal.start());
            }
            world.at(invokedAt + HURRY, () -> go(proposal.hurry()));
            world.at(invokedAt + OPERATION, this::giveUp);
        }

        private void giveUp() {
            if (!over) {
                proposal.giveUp("the time is up");
                step();
            }
        }

        private void send(List<Request<String>> requests) {
            for (Request<String> request : requests) {
                world.send(guarded(request), false, answer -> go(proposal.on(request, answer)));
            }
        }

        private void go(List<Request<String>> requests) {
            if (life != incarnation) {
                return; // crashed meanwhile
            }
            if (!requests.isEmpty() && !over && world.crashes()) {
                finish(written == null || !proposal.mayHaveLanded() ? null : Kind.UNKNOWN, null);
                crash();
                return;
            }
            send(requests);
            step();
        }

        private void step() {
            if (proposal.isPaused()) {
                world.mark(Mark.BALLOT_LOST);
                world.after(60, () -> again());
            }
            if (over || proposal.outcome().isEmpty()) {
                return;
            }
            witnesses = proposal.witnesses();
            lead = proposal.lead().orElse(null);
            Outcome<String> outcome = proposal.outcome().get();
            if (outcome instanceof Outcome.Settled<String> settled) {
                settle(settled.content() == null ? null : settled.content().version());
            } else {
                lead = world.flaw == Flaw.BALLOT_REUSED ? used : null;
                finish(proposal.mayHaveLanded() ? Kind.UNKNOWN : null, null);
            }
        }

        private void again() {
            if (!over && life == incarnation && proposal.isPaused()) {
                send(proposal.again());
                world.after(HURRY, () -> go(proposal.hurry()));
            }
        }

        private void settle(@Nullable String version) {
            known = version;
            if (written == null) {
                if (proposal.lead().isPresent()) {
                    world.mark(Mark.READ_WRITTEN_BACK);
                }
                finish(Kind.READ, version);
            } else if (written.version().equals(version)) {
                if (used != null
                        && proposal.lead()
                                        .map(Lead::ballot)
                                        .map(Ballot::counter)
                                        .orElse(0L)
                                == used.ballot().counter() + 1) {
                    world.mark(Mark.APPLIED_IN_ONE_ROUND_TRIP);
                }
                finish(Kind.APPLIED, null);
            } else {
                finish(proposal.mayHaveLanded() ? Kind.UNKNOWN : Kind.CONFLICT, null);
            }
        }

        /** Without a kind it has had no effect. */
        private void finish(@Nullable Kind kind, @Nullable String version) {
            over = true;
            Kind told = kind == Kind.UNKNOWN && world.flaw == Flaw.UNKNOWN_IS_FAILED ? null : kind;
            if (told != null) {
                String value = written == null ? version : written.version();
                long end = told == Kind.UNKNOWN ? Operation.NEVER : world.now();
                world.history.add(new Operation(told, expected, value, invokedAt, end));
                marks(told);
            }
            world.after(120, SimulatedProposer.this::next);
        }

        private void marks(Kind kind) {
            if (kind == Kind.UNKNOWN) {
                world.mark(Mark.UNKNOWN_OUTCOME);
            } else if (kind == Kind.CONFLICT) {
                world.mark(Mark.CONFLICT);
            }
        }

        private Request<String> guarded(Request<String> request) {
            if (world.flaw == Flaw.GUARD_ON_ANOTHER_VERSION && request instanceof Request.Put<String> put) {
                String now = world.acceptors.get(put.acceptor()).tag();
                return new Request.Put<>(put.acceptor(), put.id(), now, put.state());
            }
            return request;
        }

        private Lead<String> withTagsOfNow(Lead<String> first) {
            SortedMap<Integer, String> tags = new TreeMap<>(first.tags());
            tags.replaceAll((acceptor, tag) -> {
                String now = world.acceptors.get(acceptor).tag();
                return now == null ? tag : now;
            });
            return new Lead<>(first.ballot(), first.content(), tags);
        }
    }

    /** The mistake of returning the highest of two answers. */
    private final class PlainRead {

        private final long invokedAt = world.now();
        private Ballot highest = Ballot.ZERO;
        private @Nullable String version;
        private int answers;

        void begin() {
            for (int i = 0; i < Witnesses.ACCEPTORS; i++) {
                world.send(new Request.Get<>(i, 1), false, this::take);
            }
            world.at(invokedAt + RegisterSimulation.PATIENCE + 1, () -> finish(false));
        }

        private void take(dev.baton.core.quorum.Answer<String> answer) {
            if (answer instanceof dev.baton.core.quorum.Answer.Found<String> found) {
                Content<String> content = found.state().content();
                if (content != null && found.state().accepted().isAbove(highest)) {
                    highest = found.state().accepted();
                    version = content.version();
                }
            }
            boolean counts = !(answer instanceof dev.baton.core.quorum.Answer.Silent);
            if (counts && ++answers == Witnesses.MAJORITY) {
                finish(true);
            }
        }

        private void finish(boolean read) {
            if (read) {
                known = version;
                world.history.add(new Operation(Kind.READ, null, version, invokedAt, world.now()));
            }
            if (read || answers < Witnesses.MAJORITY) {
                answers = Witnesses.ACCEPTORS;
                world.after(120, SimulatedProposer.this::next);
            }
        }
    }
}
