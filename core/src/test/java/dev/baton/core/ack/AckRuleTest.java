package dev.baton.core.ack;

import static dev.baton.core.ack.ProtectionMode.MAX_AVAILABILITY;
import static dev.baton.core.ack.ProtectionMode.MAX_PERFORMANCE;
import static dev.baton.core.ack.ProtectionMode.MAX_PROTECTION;
import static dev.baton.core.token.Sync.CATCHING_UP;
import static dev.baton.core.token.Sync.IN_SYNC;
import static dev.baton.core.token.Sync.OUT;
import static dev.baton.core.token.Tokens.R1;
import static dev.baton.core.token.Tokens.R2;
import static dev.baton.core.token.Tokens.R3;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.core.Allocations;
import dev.baton.core.RegionId;
import dev.baton.core.Term;
import dev.baton.core.token.RegionState;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.core.token.Tokens;
import dev.baton.core.token.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AckRuleTest {

    private static final long SENT = -5;
    private static final long VALID = SENT + Tokens.TTL.toNanos() - 1;
    private static final long EXPIRED = SENT + Tokens.TTL.toNanos();
    private static final List<RegionId> TWO = List.of(R1, R2);

    /** Everything that rule A looks at. */
    record Situation(List<RegionId> regions, ProtectionMode mode, @Nullable Token token, boolean valid, int acked) {

        AckRule rule() {
            return new AckRule(regions, mode, token == null ? null : View.readAt(SENT, token));
        }

        long now() {
            return valid ? VALID : EXPIRED;
        }

        List<RegionId> has() {
            return IntStream.range(0, regions.size())
                    .filter(i -> (acked >> i & 1) == 1)
                    .mapToObj(regions::get)
                    .toList();
        }

        /** The regions whose acknowledgements are needed, as the protocol says it in section 4. */
        List<RegionId> needed() {
            if (mode == MAX_PROTECTION || token == null || !valid) {
                return regions;
            }
            if (mode == MAX_PERFORMANCE) {
                return List.of(token.active());
            }
            return regions.stream().filter(region -> token.sync(region) != OUT).toList();
        }

        boolean expected() {
            if (has().containsAll(regions)) {
                return true;
            }
            boolean someInSync = token != null && has().stream().anyMatch(region -> token.sync(region) == IN_SYNC);
            return has().containsAll(needed()) && (someInSync || mode != MAX_AVAILABILITY);
        }
    }

    private static Stream<Situation> situations() {
        return Stream.of(2, 3).flatMap(size -> {
            List<@Nullable Token> tokens = new ArrayList<>(Tokens.all(size));
            tokens.add(null);
            return tokens.stream().flatMap(token -> situations(size, token));
        });
    }

    private static Stream<Situation> situations(int size, @Nullable Token token) {
        return Stream.of(ProtectionMode.values())
                .flatMap(mode -> Stream.of(true, false).flatMap(valid -> IntStream.range(0, 1 << size)
                        .mapToObj(acked -> new Situation(Tokens.REGIONS.subList(0, size), mode, token, valid, acked))));
    }

    @Test
    void shouldAcknowledgeExactlyWhenRuleASaysSo() {
        assertThat(situations()).hasSizeGreaterThan(10_000).allSatisfy(AckRuleTest::assertRuleA);
    }

    @Property(tries = 1000)
    void shouldAcknowledgeExactlyWhenRuleASaysSoForAnyNumberOfRegions(@ForAll("anySituations") Situation each) {
        assertRuleA(each);
    }

    private static void assertRuleA(Situation each) {
        assertThat(each.rule().isAcknowledged(each.acked(), each.now()))
                .as("%s", each)
                .isEqualTo(each.expected());
    }

    /** Regions in any order; few have not acknowledged, as otherwise hardly ever all that are needed would have. */
    @Provide
    Arbitrary<Situation> anySituations() {
        Arbitrary<Integer> index = Arbitraries.integers().between(0, AckRule.MAX_REGIONS - 1);
        Arbitrary<Set<Integer>> few = index.set().ofMaxSize(4);
        return Combinators.combine(
                        Arbitraries.shuffle(regions(AckRule.MAX_REGIONS)),
                        index,
                        few,
                        few,
                        few,
                        Arbitraries.of(ProtectionMode.class),
                        Arbitraries.of(true, true, false))
                .as((all, last, out, catchingUp, missing, mode, valid) -> {
                    List<RegionId> regions = all.subList(0, last + 1);
                    int acked = missing.stream().reduce((1 << regions.size()) - 1, (mask, i) -> mask & ~(1 << i));
                    return new Situation(regions, mode, token(regions, out, catchingUp), valid, acked);
                });
    }

    /** The first region is active; it is IN_SYNC or OUT, and if no region would be left, it is. */
    private static Token token(List<RegionId> regions, Set<Integer> out, Set<Integer> catchingUp) {
        SortedMap<RegionId, RegionState> states = new TreeMap<>();
        for (int i = 0; i < regions.size(); i++) {
            boolean last =
                    i == regions.size() - 1 && states.values().stream().noneMatch(state -> state.sync() == IN_SYNC);
            Sync sync =
                    last ? IN_SYNC : out.contains(i) ? OUT : i > 0 && catchingUp.contains(i) ? CATCHING_UP : IN_SYNC;
            states.put(regions.get(i), new RegionState(sync, Instant.EPOCH, 1));
        }
        return new Token(
                "payments",
                1,
                new Term(1),
                regions.get(0),
                null,
                states,
                Tokens.TTL,
                Tokens.first().audit());
    }

    @Test
    void shouldBeCompleteExactlyWhenEveryRegionHasAcknowledged() {
        assertThat(situations()).allSatisfy(each -> assertThat(each.rule().isComplete(each.acked()))
                .as("%s", each)
                .isEqualTo(each.has().containsAll(each.regions())));
    }

    @Test
    void shouldWriteToEveryRegionThatIsNotOut() {
        assertThat(situations())
                .allSatisfy(each -> IntStream.range(0, each.regions().size())
                        .forEach(i -> assertThat(each.rule().isWritten(i))
                                .as("%s", each)
                                .isEqualTo(each.token() == null
                                        || each.token().sync(each.regions().get(i)) != OUT)));
    }

    @Test
    void shouldNameExactlyTheRegionsThatAreMissing() {
        assertThat(situations().filter(each -> !each.expected())).isNotEmpty().allSatisfy(each -> {
            List<String> missing = each.needed().stream()
                    .filter(region -> !each.has().contains(region))
                    .map(RegionId::value)
                    .toList();
            assertThat(missing).as("%s", each).isNotEmpty();
            assertThat(each.rule().missing(each.acked(), each.now()))
                    .as("%s", each)
                    .matches("no acknowledgement from region " + String.join(", ", missing) + "(, and without .*)?");
        });
    }

    @Test
    void shouldAcknowledgeWhatAValidViewStillAllowsAndNothingMore() {
        // Given a token that calls r2 OUT
        AckRule rule = new AckRule(TWO, MAX_AVAILABILITY, View.readAt(SENT, Tokens.token(R1, null, IN_SYNC, OUT)));
        // When, Then
        assertThat(rule.isAcknowledged(0b01, VALID)).isTrue();
        assertThat(rule.isAcknowledged(0b10, VALID)).isFalse();
        assertThat(rule.isAcknowledged(0b01, EXPIRED)).isFalse();
        assertThat(rule.isAcknowledged(0b11, EXPIRED)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void shouldNeedEveryRegionAsLongAsNoTokenWasRead(ProtectionMode mode) {
        // Given
        AckRule rule = new AckRule(TWO, mode, null);
        // When, Then
        assertThat(rule.isAcknowledged(0b01, VALID)).isFalse();
        assertThat(rule.isAcknowledged(0b10, VALID)).isFalse();
        assertThat(rule.isAcknowledged(0b11, VALID)).isTrue();
    }

    @Test
    void shouldSayWhatAnEventWaitsFor() {
        assertThat(missing(MAX_AVAILABILITY, VALID, IN_SYNC, IN_SYNC)).isEqualTo("no acknowledgement from region r2");
        assertThat(missing(MAX_AVAILABILITY, VALID, IN_SYNC, CATCHING_UP))
                .isEqualTo("no acknowledgement from region r2");
        assertThat(missing(MAX_PROTECTION, VALID, IN_SYNC, OUT)).isEqualTo("no acknowledgement from region r2");
        assertThat(missing(MAX_PROTECTION, EXPIRED, IN_SYNC, OUT)).isEqualTo("no acknowledgement from region r2");
        assertThat(missing(MAX_AVAILABILITY, EXPIRED, IN_SYNC, OUT))
                .isEqualTo("no acknowledgement from region r2, and without a valid view of the token every region must "
                        + "acknowledge");
        assertThat(new AckRule(TWO, MAX_PERFORMANCE, null).missing(0, VALID))
                .isEqualTo(
                        "no acknowledgement from region r1, r2, and without a valid view of the token every region must "
                                + "acknowledge");
    }

    private static String missing(ProtectionMode mode, long now, Sync... syncs) {
        return new AckRule(TWO, mode, View.readAt(SENT, Tokens.token(R1, null, syncs))).missing(0b01, now);
    }

    @Test
    void shouldTakeRegionsInTheCallersOrder() {
        // Given
        AckRule rule =
                new AckRule(List.of(R2, R1), MAX_AVAILABILITY, View.readAt(SENT, Tokens.token(R1, null, IN_SYNC, OUT)));
        // When, Then
        assertThat(rule.isWritten(0)).isFalse();
        assertThat(rule.isWritten(1)).isTrue();
        assertThat(rule.isAcknowledged(0b10, VALID)).isTrue();
    }

    @Test
    void shouldRefuseAViewOfOtherRegions() {
        // Given a token of two regions
        View view = View.readAt(SENT, Tokens.first());
        // When, Then
        for (List<RegionId> regions : List.of(List.of(R1), List.of(R1, R3), List.of(R1, R1), List.of(R1, R2, R3))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new AckRule(regions, MAX_AVAILABILITY, view))
                    .withMessage("regions: " + regions + "; the token has [r1, r2]");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, AckRule.MAX_REGIONS + 1})
    void shouldRefuseTooFewOrTooManyRegions(int size) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AckRule(regions(size), MAX_AVAILABILITY, null))
                .withMessage("regions: " + size + "; there must be 1 to 30");
    }

    @Test
    void shouldCountAsManyRegionsAsItAllows() {
        // Given
        AckRule rule = new AckRule(regions(AckRule.MAX_REGIONS), MAX_AVAILABILITY, null);
        int all = (1 << AckRule.MAX_REGIONS) - 1;
        // When, Then
        assertThat(rule.isComplete(all)).isTrue();
        assertThat(rule.isComplete(all >> 1)).isFalse();
        assertThat(rule.isWritten(AckRule.MAX_REGIONS - 1)).isTrue();
    }

    private static List<RegionId> regions(int size) {
        return IntStream.range(0, size).mapToObj(i -> new RegionId("r" + i)).toList();
    }

    @Test
    void shouldCheckWithoutAllocating() {
        // Given
        AckRule rule = new AckRule(TWO, MAX_AVAILABILITY, View.readAt(SENT, Tokens.token(R1, null, IN_SYNC, OUT)));
        countAcknowledged(rule, 20_000);
        // When
        int[] acknowledged = new int[1];
        long bytes = Allocations.of(() -> acknowledged[0] = countAcknowledged(rule, 100_000));
        // Then
        assertThat(bytes).isZero();
        assertThat(acknowledged[0]).isEqualTo(50_000);
    }

    private static int countAcknowledged(AckRule rule, int times) {
        int acknowledged = 0;
        for (int i = 0; i < times; i++) {
            acknowledged += rule.isAcknowledged(i & 0b11, VALID) ? 1 : 0;
        }
        return acknowledged;
    }
}
