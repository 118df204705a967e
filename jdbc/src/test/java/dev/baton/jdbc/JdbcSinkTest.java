package dev.baton.jdbc;

import static dev.baton.jdbc.Workbench.GROUP;
import static dev.baton.jdbc.Workbench.LOG;
import static dev.baton.jdbc.Workbench.OTHER_LOG;
import static dev.baton.jdbc.Workbench.events;
import static dev.baton.jdbc.Workbench.frontier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.sink.Claim;
import dev.baton.core.sink.ClaimOutcome;
import dev.baton.core.sink.CommitOutcome;
import dev.baton.jdbc.Workbench.Event;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JdbcSinkTest {

    private static final Term TERM_1 = new Term(1);
    private static final Term TERM_2 = new Term(2);

    private Workbench bench;
    private JdbcSink<Event> r1;
    private JdbcSink<Event> r2;

    @BeforeEach
    void open() {
        bench = Workbench.fresh();
        r1 = bench.sink();
        r2 = bench.sink();
    }

    @AfterEach
    void close() {
        r1.close();
        r2.close();
    }

    @Test
    void shouldFindAnEmptyFrontierWhenNobodyHasClaimedTheLog() {
        // When
        ClaimOutcome outcome = r1.claim(LOG, TERM_2);

        // Then
        assertThat(outcome).isEqualTo(new ClaimOutcome.Claimed(new Claim(LOG, TERM_2, 1), new Frontier()));
    }

    @Test
    void shouldHandTheCommittedFrontierToTheNextClaimant() {
        // Given
        Claim claim = claimed(r1, TERM_1);
        assertThat(r1.commit(events(LOG, 0, 500), Map.of(claim, frontier(500)))).isEqualTo(committed());
        assertThat(r1.commit(events(LOG, 500, 700), Map.of(claim.next(), frontier(700))))
                .isEqualTo(committed());

        // When
        ClaimOutcome outcome = r2.claim(LOG, TERM_2);

        // Then
        assertThat(outcome).isEqualTo(new ClaimOutcome.Claimed(new Claim(LOG, TERM_2, 4), frontier(700)));
        assertThat(bench.applied(LOG)).hasSize(700).doesNotHaveDuplicates();
    }

    @Test
    void shouldRefuseTheCommitOfAnOlderTerm() {
        // Given
        Claim zombie = claimed(r1, TERM_1);
        Claim claim = claimed(r2, TERM_2);

        // When
        CommitOutcome late = r1.commit(events(LOG, 0, 5), Map.of(zombie, frontier(5)));

        // Then
        assertThat(late)
                .isInstanceOfSatisfying(CommitOutcome.Superseded.class, superseded -> assertThat(superseded.why())
                        .isEqualTo("flights-0 of group 'billing' is no longer claimed in term 1 at version 1:"
                                + " another claim came after it"));
        assertThat(bench.applied(LOG)).isEmpty();
        assertThat(r2.commit(events(LOG, 0, 5), Map.of(claim, frontier(5)))).isEqualTo(committed());
        assertThat(bench.applied(LOG)).hasSize(5);
    }

    @Test
    void shouldRefuseTheCommitOfAnEarlierClaimInTheSameTerm() {
        // Given
        Claim zombie = claimed(r1, TERM_1);
        Claim claim = claimed(r2, TERM_1);

        // When
        CommitOutcome late = r1.commit(events(LOG, 0, 5), Map.of(zombie, frontier(5)));

        // Then
        assertThat(late).isInstanceOf(CommitOutcome.Superseded.class);
        assertThat(bench.applied(LOG)).isEmpty();
        assertThat(r2.commit(events(LOG, 0, 5), Map.of(claim, frontier(5)))).isEqualTo(committed());
    }

    @Test
    void shouldRefuseACommitThatWasMadeAlready() {
        // Given
        Claim claim = claimed(r1, TERM_1);
        r1.commit(events(LOG, 0, 5), Map.of(claim, frontier(5)));

        // When
        CommitOutcome again = r1.commit(events(LOG, 0, 5), Map.of(claim, frontier(5)));

        // Then
        assertThat(again).isInstanceOf(CommitOutcome.Superseded.class);
        assertThat(bench.applied(LOG)).hasSize(5);
    }

    @Test
    void shouldFenceTheClaimOfAnOlderTerm() {
        // Given
        claimed(r2, TERM_2);

        // When
        ClaimOutcome outcome = r1.claim(LOG, TERM_1);

        // Then
        assertThat(outcome).isEqualTo(new ClaimOutcome.Fenced(TERM_2));
        assertThat(bench.number("SELECT version FROM baton_frontier")).isEqualTo(1);
    }

    @Test
    void shouldCommitAllLogsOrNone() {
        // Given
        Claim first = claimed(r1, TERM_1);
        ClaimOutcome.Claimed second = (ClaimOutcome.Claimed) r1.claim(OTHER_LOG, TERM_1);
        r2.claim(OTHER_LOG, TERM_2);
        List<Event> both = List.of(new Event(LOG, 0), new Event(OTHER_LOG, 0));

        // When
        CommitOutcome mixed = r1.commit(both, Map.of(first, frontier(1), second.claim(), frontier(1)));

        // Then
        assertThat(mixed)
                .isInstanceOfSatisfying(CommitOutcome.Superseded.class, superseded -> assertThat(superseded.why())
                        .startsWith("flights-1 of group"));
        assertThat(bench.number("SELECT count(*) FROM effects")).isZero();
        assertThat(r2.peek(LOG)).isEqualTo(new Frontier());
        assertThat(r1.commit(events(LOG, 0, 1), Map.of(first, frontier(1)))).isEqualTo(committed());
    }

    @Test
    void shouldCommitSeveralLogsAtOnce() {
        // Given
        Claim first = claimed(r1, TERM_1);
        ClaimOutcome.Claimed second = (ClaimOutcome.Claimed) r1.claim(OTHER_LOG, TERM_1);
        List<Event> both = List.of(new Event(LOG, 0), new Event(OTHER_LOG, 0), new Event(OTHER_LOG, 1));

        // When
        CommitOutcome outcome = r1.commit(both, Map.of(first, frontier(1), second.claim(), frontier(2)));

        // Then
        assertThat(outcome).isEqualTo(committed());
        assertThat(r2.peek(LOG)).isEqualTo(frontier(1));
        assertThat(r2.peek(OTHER_LOG)).isEqualTo(frontier(2));
    }

    @Test
    void shouldPeekWithoutClaiming() {
        // Given
        Claim claim = claimed(r1, TERM_1);
        Frontier before = r2.peek(LOG);
        r1.commit(events(LOG, 0, 3), Map.of(claim, frontier(3)));

        // When
        Frontier after = r2.peek(LOG);

        // Then
        assertThat(before).isEqualTo(new Frontier());
        assertThat(after).isEqualTo(frontier(3));
        assertThat(r1.commit(events(LOG, 3, 4), Map.of(claim.next(), frontier(4))))
                .isEqualTo(committed());
    }

    @Test
    void shouldPeekAtNothingWhenNobodyHasClaimedTheLog() {
        // When
        Frontier nothing = r1.peek(OTHER_LOG);

        // Then
        assertThat(nothing).isEqualTo(new Frontier());
        assertThat(bench.number("SELECT count(*) FROM baton_frontier")).isZero();
    }

    @Test
    void shouldKeepGroupsApart() {
        // Given
        Claim claim = claimed(r1, TERM_1);
        try (JdbcSink<Event> others =
                new JdbcSink<>(JdbcSinkOptions.of(Database.at(bench.url()), "audit"), Workbench::insert)) {

            // When
            ClaimOutcome outcome = others.claim(LOG, TERM_2);

            // Then
            assertThat(outcome).isEqualTo(new ClaimOutcome.Claimed(new Claim(LOG, TERM_2, 1), new Frontier()));
            assertThat(r1.commit(events(LOG, 0, 1), Map.of(claim, frontier(1)))).isEqualTo(committed());
        }
    }

    @Test
    void shouldKeepAFrontierOfTenThousandProducers() {
        // Given
        Claim claim = claimed(r1, TERM_1);
        Frontier large = new Frontier();
        for (long producer = 1; producer <= 10_000; producer++) {
            large.addRange(producer * 0x9E3779B97F4A7C15L, 0, producer);
        }

        // When
        CommitOutcome outcome = r1.commit(List.of(), Map.of(claim, large));

        // Then
        assertThat(outcome).isEqualTo(committed());
        assertThat(r2.peek(LOG)).isEqualTo(large);
    }

    @Test
    void shouldUseTheTableItIsGiven() {
        // Given
        JdbcSinkOptions options = bench.options().withTable(bench.schema() + ".progress");
        try (JdbcSink<Event> sink = new JdbcSink<>(options, Workbench::insert)) {

            // When
            sink.claim(LOG, TERM_1);
        }

        // Then
        assertThat(bench.number(
                        "SELECT count(*) FROM progress WHERE consumer_group = '" + GROUP + "' AND partition = 0"))
                .isEqualTo(1);
    }

    @Test
    void shouldTellAProgrammerOfACommitWithoutClaimsOrWithTwoForOneLog() {
        // Given
        Claim claim = claimed(r1, TERM_1);

        // When, Then
        assertThatThrownBy(() -> r1.commit(events(LOG, 0, 1), Map.of())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> r1.commit(List.of(), Map.of(claim, frontier(1), claim.next(), frontier(1))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldTellAProgrammerOfACallAfterClose() {
        // Given
        r1.close();

        // When, Then
        assertThatThrownBy(() -> r1.peek(LOG))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
    }

    private static Claim claimed(JdbcSink<Event> sink, Term term) {
        return ((ClaimOutcome.Claimed) sink.claim(LOG, term)).claim();
    }

    private static CommitOutcome committed() {
        return new CommitOutcome.Committed();
    }
}
