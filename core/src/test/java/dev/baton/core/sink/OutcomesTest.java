package dev.baton.core.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.LogId;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OutcomesTest {

    private static final Claim CLAIM = new Claim(new LogId("payments", 0), new Term(3), 7);

    @Test
    void shouldFoldACommitToTheOutcomeThatItIs() {
        // Given
        Stream<CommitOutcome> outcomes = Stream.of(
                new CommitOutcome.Committed(),
                new CommitOutcome.Superseded("lost"),
                new CommitOutcome.Unknown("timeout"));
        // When
        Stream<String> folded = outcomes.map(outcome ->
                outcome.fold(committed -> "committed", superseded -> superseded.why(), unknown -> unknown.why()));
        // Then
        assertThat(folded).containsExactly("committed", "lost", "timeout");
    }

    @Test
    void shouldFoldAClaimToTheOutcomeThatItIs() {
        // Given
        Stream<ClaimOutcome> outcomes =
                Stream.of(new ClaimOutcome.Claimed(CLAIM, new Frontier()), new ClaimOutcome.Fenced(new Term(4)));
        // When
        Stream<Object> folded =
                outcomes.map(outcome -> outcome.fold(claimed -> claimed.claim(), fenced -> fenced.storedTerm()));
        // Then
        assertThat(folded).containsExactly(CLAIM, new Term(4));
    }

    @Test
    void shouldGoOnUnderTheNextVersionAfterACommit() {
        assertThat(CLAIM.next()).isEqualTo(new Claim(CLAIM.log(), CLAIM.term(), 8));
    }
}
