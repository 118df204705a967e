package dev.baton.core.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.RegionId;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What stays true of a token whatever happens to it, one change after another. */
class TokenHistoryTest {

    private static final int MAX_REGIONS = 5;

    /** A change that somebody tries; its region is taken modulo the number of regions. */
    record Attempt(TokenChangesTest.Change change, int region) {}

    @Provide
    Arbitrary<Attempt> attempts() {
        return Combinators.combine(
                        Arbitraries.of(TokenChangesTest.Change.class),
                        Arbitraries.integers().between(0, MAX_REGIONS - 1))
                .as(Attempt::new);
    }

    @Property(tries = 1000)
    void shouldKeepItsRules(
            @ForAll @IntRange(min = 1, max = MAX_REGIONS) int regions,
            @ForAll @Size(max = 60) List<@From("attempts") Attempt> attempts) {
        // Given
        Token token = first(regions);
        SortedMap<Long, RegionId> holders = new TreeMap<>(); // by term
        for (Attempt attempt : attempts) {
            RegionId x = List.copyOf(token.regions().keySet()).get(attempt.region() % regions);
            Token before = token;
            // When
            Transition transition = attempt.change().of(before, x);
            token = transition.fold(next -> next, refused -> before);
            // Then
            assertThat(transition instanceof Transition.Legal)
                    .as("%s of %s in %s", attempt.change(), x, before)
                    .isEqualTo(attempt.change().isLegal(before, x));
            if (transition instanceof Transition.Legal) {
                assertFollows(before, token);
            }
            assertSound(token);
            RegionId holder = holders.merge(token.term().value(), token.active(), (known, now) -> known);
            assertThat(holder).as("one region per term: %s", token).isEqualTo(token.active());
        }
    }

    /** Whoever was late with it must not promote what a later episode has only begun to copy. */
    @Property(tries = 300)
    void shouldPromoteInTheEpisodeUnderWayOnly(
            @ForAll @Size(max = 40) List<@From("attempts") Attempt> attempts,
            @ForAll @IntRange(min = 1, max = 5) int off) {
        // Given
        Token token = first(2);
        for (Attempt attempt : attempts) {
            RegionId x = Tokens.REGIONS.get(attempt.region() % 2);
            Token before = token;
            // When
            Transition late = token.promote(x, token.episode(x) - off, token.audit());
            Transition early = token.promote(x, token.episode(x) + off, token.audit());
            // Then
            assertThat(List.of(late, early)).allMatch(Transition.Refused.class::isInstance);
            token = attempt.change().of(before, x).fold(next -> next, refused -> before);
        }
    }

    private static Token first(int regions) {
        List<RegionId> ids = IntStream.rangeClosed(1, regions)
                .mapToObj(i -> new RegionId("r" + i))
                .toList();
        return Token.first("payments", ids, ids.get(0), Tokens.TTL, Tokens.FIRST);
    }

    private static void assertFollows(Token before, Token after) {
        assertThat(after.version()).isEqualTo(before.version() + 1);
        assertThat(after.regions()).hasSameSizeAs(before.regions());
        assertIsOneHandover(before, after);
        boolean ended = after.term().value() == before.term().value() + 1;
        assertThat(ended || after.term().equals(before.term())).isTrue();
        if (ended) {
            assertThat(after.active())
                    .as("goes where it was going, or stays")
                    .isIn(before.handoverTo(), before.active());
            assertThat(before.handoverTo()).isNotNull();
            assertThat(after.handoverTo()).isNull();
        } else {
            assertThat(after.active()).isEqualTo(before.active());
        }
        after.regions().forEach((region, state) -> {
            boolean begins = state.sync() == Sync.CATCHING_UP && before.sync(region) != Sync.CATCHING_UP;
            assertThat(state.episode()).isEqualTo(before.episode(region) + (begins ? 1 : 0));
            boolean opens = after.admits(region) && !before.admits(region);
            assertThat(opens && state.sync() != Sync.IN_SYNC)
                    .as("rule S: %s after %s", after, before)
                    .isFalse();
        });
    }

    /** Once a handover has begun, no gate opens in that term again, so whoever sees it twice in a term need not have seen all between. */
    private static void assertIsOneHandover(Token before, Token after) {
        boolean opens = before.handoverTo() != null && after.handoverTo() == null;
        assertThat(opens)
                .as("%s after %s", after, before)
                .isEqualTo(!after.term().equals(before.term()));
    }

    private static void assertSound(Token token) {
        assertThat(token.regions()).containsKey(token.active());
        assertThat(token.handoverTo() == null || token.regions().containsKey(token.handoverTo()))
                .isTrue();
        assertThat(token.regions().values()).extracting(RegionState::sync).contains(Sync.IN_SYNC);
        assertThat(token.regions().keySet().stream().filter(token::admits))
                .hasSizeLessThanOrEqualTo(1)
                .allMatch(region -> token.sync(region) != Sync.CATCHING_UP, "rule C: its log has no hole");
    }
}
