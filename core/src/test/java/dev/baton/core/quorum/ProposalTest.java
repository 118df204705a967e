package dev.baton.core.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProposalTest {

    private static final Content<String> OLD = new Content<>("w1", "old");
    private static final Content<String> NEW = new Content<>("w2", "new");

    private final List<Ballot> drawn = new ArrayList<>();

    private Ballot draw(Ballot above) {
        long last = drawn.isEmpty() ? 0 : drawn.get(drawn.size() - 1).counter();
        Ballot ballot = new Ballot(Math.max(last, above.counter()) + 1, "me");
        drawn.add(ballot);
        return ballot;
    }

    private Proposal<String> proposal(Change<String> change) {
        return new Proposal<>(change, this::draw, Witnesses.NONE);
    }

    private static Answer<String> holds(long promised, long accepted, Content<String> content) {
        return new Answer.Found<>(
                new AcceptorState<>(
                        new Ballot(promised, "other"),
                        new Ballot(accepted, "other"),
                        content,
                        Witnesses.NONE.ballots()),
                "tag-" + promised);
    }

    @Test
    void shouldReadWithoutWritingWhenTwoAgree() {
        // Given
        Proposal<String> read = proposal(Change.read());
        List<Request<String>> gets = read.start();

        // When: promises are ahead, as after every change in one round trip
        read.on(gets.get(0), holds(6, 5, OLD));
        List<Request<String>> more = read.on(gets.get(2), holds(9, 5, OLD));

        // Then
        assertThat(read.outcome()).contains(new Outcome.Settled<>(OLD));
        assertThat(more).isEmpty();
        assertThat(drawn).isEmpty();
    }

    /** It was asked before anything was known of it, and answers after the two others. */
    @Test
    void shouldAskAgainWhoShowsLessThanWasWitnessedAlsoWhenTheReadIsSettled() {
        // Given
        Proposal<String> read = proposal(Change.read());
        List<Request<String>> gets = read.start();
        List<Ballot> witnessed = List.of(new Ballot(5, "other"), Ballot.ZERO, Ballot.ZERO);
        for (int acceptor : new int[] {1, 2}) {
            read.on(
                    gets.get(acceptor),
                    new Answer.Found<>(
                            new AcceptorState<>(new Ballot(6, "other"), new Ballot(5, "other"), NEW, witnessed),
                            "tag"));
        }
        assertThat(read.outcome()).contains(new Outcome.Settled<>(NEW));

        // When
        List<Request<String>> again = read.on(gets.get(0), holds(2, 1, OLD));
        read.on(again.get(0), holds(2, 1, OLD));

        // Then
        assertThat(again).hasSize(1).allMatch(Request.Get.class::isInstance);
        assertThat(read.troubles().get(0)).contains("put back to an earlier state");
    }

    @Test
    void shouldWriteBackWhatTwoDoNotAgreeOn() {
        // Given
        Proposal<String> read = proposal(Change.read());
        List<Request<String>> gets = read.start();
        read.on(gets.get(0), holds(4, 4, OLD));
        assertThat(read.on(gets.get(1), holds(5, 5, NEW))).isEmpty();

        // When
        List<Request<String>> promises = read.hurry();
        read.on(promises.get(0), new Answer.Stored<>("p0"));
        List<Request<String>> accepts = read.on(promises.get(1), new Answer.Stored<>("p1"));
        accepts.forEach(accept -> read.on(accept, new Answer.Stored<>("a" + accept.acceptor())));

        // Then
        assertThat(accepts).allSatisfy(accept -> {
            Request.Put<String> put = (Request.Put<String>) accept;
            assertThat(put.tag()).isEqualTo("p" + put.acceptor());
            assertThat(put.state().content()).isEqualTo(NEW);
        });
        assertThat(read.outcome()).contains(new Outcome.Settled<>(NEW));
        assertThat(read.mayHaveLanded()).isFalse();
    }

    @Test
    void shouldChangeInOneRoundTripWithALead() {
        // Given
        Lead<String> lead = lead(write(Change.write("w1", NEW)));
        Content<String> third = new Content<>("w3", "third");

        // When
        Proposal<String> next = proposal(Change.write("w2", third));
        List<Request<String>> puts =
                next.start(lead).stream().filter(Request.Put.class::isInstance).toList();
        puts.forEach(put -> next.on(put, new Answer.Stored<>("x")));

        // Then
        assertThat(puts).hasSize(2);
        assertThat(next.outcome()).contains(new Outcome.Settled<>(third));
        assertThat(((Request.Put<String>) puts.get(0)).state().accepted()).isEqualTo(lead.ballot());
    }

    @Test
    void shouldLeaveNoLeadAfterAnUnknownOutcomeAndDrawAnotherBallot() {
        // Given
        Lead<String> lead = lead(write(Change.write("w1", NEW)));
        Proposal<String> next = proposal(Change.write("w2", new Content<>("w3", "third")));

        // When
        next.start(lead).forEach(request -> next.on(request, new Answer.Silent<>("lost")));

        // Then
        assertThat(next.isPaused()).isTrue();
        assertThat(next.mayHaveLanded()).isTrue();
        assertThat(next.lead()).isEmpty();
        next.giveUp("late");
        assertThat(next.lead()).isEmpty();
        assertThat(drawn).doesNotHaveDuplicates();
    }

    @Test
    void shouldPauseWhenItsBallotIsLost() {
        // Given
        Proposal<String> write = proposal(Change.write("w1", NEW));
        List<Request<String>> gets = write.start();
        write.on(gets.get(0), holds(4, 4, OLD));
        List<Request<String>> promises = write.on(gets.get(1), holds(4, 4, OLD));

        // When
        for (Request<String> promise : promises) {
            write.on(promise, new Answer.Refused<>()).forEach(again -> write.on(again, holds(90, 4, OLD)));
        }
        write.on(gets.get(2), new Answer.Silent<>("down"));

        // Then
        assertThat(write.isPaused()).isTrue();
        assertThat(write.mayHaveLanded()).isFalse();
        assertThat(write.again()).hasSize(3).allMatch(Request.Get.class::isInstance);
    }

    @Test
    void shouldAssertThatBallotsNeverTie() {
        // Given
        Proposal<String> read = proposal(Change.read());
        List<Request<String>> gets = read.start();
        read.on(gets.get(0), holds(4, 4, OLD));

        // Then
        assertThatIllegalStateException()
                .isThrownBy(() -> read.on(gets.get(1), holds(4, 4, NEW)))
                .withMessageContaining("bound to one value");
    }

    @Test
    void shouldAskAgainBeforeItSaysThatSomethingWasForgotten() {
        // Given
        Proposal<String> read = proposal(Change.read());
        List<Request<String>> gets = read.start();
        Ballot stored = new Ballot(7, "other");
        read.on(gets.get(0), holds(4, 4, OLD));

        // When: another one knows that the first has stored more, perhaps since it was asked
        List<Request<String>> again = read.on(
                gets.get(1),
                new Answer.Found<>(
                        new AcceptorState<>(
                                stored,
                                stored,
                                NEW,
                                Witnesses.NONE.with(0, stored).ballots()),
                        "t"));

        // Then
        assertThat(again).hasSize(1);
        assertThat(again.get(0)).isInstanceOf(Request.Get.class);
        assertThat(again.get(0).acceptor()).isZero();
        read.on(again.get(0), holds(4, 4, OLD));
        assertThat(read.troubles().get(0)).contains("put back to an earlier state");
    }

    @Test
    void shouldIgnoreLateAndRepeatedAnswers() {
        // Given
        Proposal<String> read = proposal(Change.read());
        List<Request<String>> gets = read.start();
        read.on(gets.get(0), new Answer.Silent<>("slow"));

        // When
        read.on(gets.get(0), holds(4, 4, OLD));
        read.on(gets.get(1), holds(4, 4, OLD));
        read.on(gets.get(1), holds(4, 4, OLD));

        // Then
        assertThat(read.outcome()).isEmpty();
    }

    private Proposal<String> write(Change<String> change) {
        Proposal<String> write = proposal(change);
        List<Request<String>> open = new ArrayList<>(write.start());
        while (!open.isEmpty() && write.outcome().isEmpty()) {
            Request<String> next = open.remove(0);
            Answer<String> answer =
                    next instanceof Request.Get ? holds(4, 4, OLD) : new Answer.Stored<>("s" + next.id());
            open.addAll(write.on(next, answer));
        }
        assertThat(write.outcome()).contains(new Outcome.Settled<>(NEW));
        return write;
    }

    private static Lead<String> lead(Proposal<String> proposal) {
        return proposal.lead().orElseThrow();
    }
}
