package dev.baton.core.token;

import static dev.baton.core.token.Sync.CATCHING_UP;
import static dev.baton.core.token.Sync.IN_SYNC;
import static dev.baton.core.token.Sync.OUT;
import static dev.baton.core.token.Tokens.FIRST;
import static dev.baton.core.token.Tokens.R1;
import static dev.baton.core.token.Tokens.R2;
import static dev.baton.core.token.Tokens.R3;
import static dev.baton.core.token.Tokens.TTL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.RegionId;
import dev.baton.core.Term;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token is; how it may change is in {@link TokenChangesTest}. */
class TokenTest {

    @Test
    void shouldStartWithEveryRegionInSync() {
        // When
        Token token = Token.first("payments", List.of(R2, R1), R2, TTL, FIRST);
        // Then
        assertThat(token.version()).isEqualTo(1);
        assertThat(token.term()).isEqualTo(new Term(1));
        assertThat(token.active()).isEqualTo(R2);
        assertThat(token.handoverTo()).isNull();
        assertThat(token.regions().keySet()).containsExactly(R1, R2);
        assertThat(token.regions().values()).containsOnly(new RegionState(IN_SYNC, FIRST.at(), 0));
        assertThat(token.ttl()).isEqualTo(TTL);
        assertThat(token.audit()).isEqualTo(FIRST);
    }

    @Test
    void shouldRefuseABlankName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Token.first(" ", List.of(R1), R1, TTL, FIRST))
                .withMessage("name: must not be blank");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void shouldRefuseAVersionBelowOne(long version) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Token(
                        "payments",
                        version,
                        new Term(1),
                        R1,
                        null,
                        Tokens.first().regions(),
                        TTL,
                        FIRST))
                .withMessage("version: " + version + " is not a version; versions start at 1");
    }

    @Test
    void shouldRefuseAnActiveRegionThatItDoesNotHave() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Token.first("payments", List.of(R1, R2), R3, TTL, FIRST))
                .withMessage("active: 'r3' is none of the regions [r1, r2]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Token.first("payments", List.of(), R1, TTL, FIRST))
                .withMessage("active: 'r1' is none of the regions []");
    }

    @Test
    void shouldRefuseAHandoverToARegionThatItDoesNotHave() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tokens.token(R1, R3, IN_SYNC, IN_SYNC))
                .withMessage("handoverTo: 'r3' is none of the regions [r1, r2]");
    }

    @Test
    void shouldRefuseToHaveNoRegionInSync() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tokens.token(R1, R2, OUT, CATCHING_UP))
                .withMessage("regions: none of [r1, r2] is IN_SYNC");
    }

    @Test
    void shouldRefuseAnOpenGateWhereEventsAreBeingCopied() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tokens.token(R1, null, CATCHING_UP, IN_SYNC))
                .withMessage("active: 'r1' is CATCHING_UP, which it may only be during a handover (rule C)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PT0S",
                "PT-1S",
                "PT0.099999999S",
                "PT1H0.000000001S",
                "PT2562047788015215H",
                "PT-2562047788015215H"
            })
    void shouldRefuseATtlThatCannotBeMeant(Duration ttl) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Token.first("payments", List.of(R1), R1, ttl, FIRST))
                .withMessage("ttl: " + ttl + " is out of range; use 100 ms to 1 h");
    }

    @Test
    void shouldRefuseAnAuditWithoutNonceAndANegativeEpisode() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Audit("why", "me", Instant.EPOCH, " "))
                .withMessage("writeId: must not be blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RegionState(OUT, Instant.EPOCH, -1))
                .withMessage("episode: -1 is negative");
    }

    @Test
    void shouldKeepRegionsInOrderOfNameAndApartFromTheCallersMap() {
        // Given
        SortedMap<RegionId, RegionState> backwards = new TreeMap<>(Comparator.reverseOrder());
        backwards.putAll(Tokens.first().regions());
        // When
        Token token = new Token("payments", 1, new Term(1), R1, null, backwards, TTL, FIRST);
        backwards.clear();
        // Then
        assertThat(token.regions().keySet()).containsExactly(R1, R2);
        assertThat(token).isEqualTo(Tokens.first());
        assertThatThrownBy(() -> token.regions().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void shouldKnowOnlyItsRegions() {
        assertThat(Tokens.token(R1, null, OUT, IN_SYNC).sync(R1)).isEqualTo(OUT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tokens.first().sync(R3))
                .withMessage("region: 'r3' is none of [r1, r2]");
    }

    @Test
    void shouldAdmitTheActiveRegionUnlessAHandoverHasBegun() {
        assertThat(Tokens.token(R1, null, OUT, IN_SYNC).admits(R1)).isTrue();
        assertThat(Tokens.token(R1, null, IN_SYNC, IN_SYNC).admits(R2)).isFalse();
        assertThat(Tokens.token(R1, R2, IN_SYNC, IN_SYNC).admits(R1)).isFalse();
        assertThat(Tokens.token(R1, R2, IN_SYNC, IN_SYNC).admits(R2)).isFalse();
        assertThat(Tokens.token(R1, R1, IN_SYNC, IN_SYNC).admits(R1)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "PT0.1S, PT0.2S",
        "PT0.999S, PT1.099S",
        "PT1S, PT1.1S",
        "PT1.01S, PT1.111S",
        "PT2S, PT2.2S",
        "PT1H, PT1H6M"
    })
    void shouldWaitForViewsWithAMarginForClocks(Duration ttl, Duration wait) {
        // Given
        Token token = Token.first("payments", List.of(R1, R2), R1, ttl, FIRST);
        // When, Then
        assertThat(token.viewsExpireIn()).isEqualTo(wait);
    }

    @Test
    void shouldFoldToTheOutcomeThatItIs() {
        // Given
        Token token = Tokens.first();
        Stream<CasOutcome> outcomes = Stream.of(
                new CasOutcome.Applied(token), new CasOutcome.Conflict(token), new CasOutcome.Unknown("timeout"));
        // When
        Stream<String> folded = outcomes.map(outcome -> outcome.fold(
                applied -> "applied " + applied.token().version(),
                conflict -> "conflict " + conflict.current().version(),
                unknown -> unknown.why()));
        // Then
        assertThat(folded).containsExactly("applied 1", "conflict 1", "timeout");
    }
}
