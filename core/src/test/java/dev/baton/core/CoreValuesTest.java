package dev.baton.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoreValuesTest {

    @ParameterizedTest
    @ValueSource(strings = {"r1", "R", "0", "eu-frankfurt-1", "a_b.c"})
    void shouldTakeTheNameOfARegion(String name) {
        assertThat(new RegionId(name)).hasToString(name);
        assertThat(new RegionId("x".repeat(63)).value()).hasSize(63);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-r1", ".r1", "r 1", "r1\n", "r/1", "../r1", "région"})
    void shouldRefuseANameThatNoRegionHas(String name) {
        assertThatThrownBy(() -> new RegionId(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("region: '" + name + "' is not a name; use 1 to 63 letters");
        assertThatThrownBy(() -> new RegionId("x".repeat(64))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldOrderRegionsByName() {
        assertThat(Stream.of(new RegionId("r2"), new RegionId("r10"), new RegionId("r1"))
                        .sorted())
                .containsExactly(new RegionId("r1"), new RegionId("r10"), new RegionId("r2"));
    }

    @Test
    void shouldOrderLogsByStreamThenPartition() {
        assertThat(Stream.of(new LogId("b", 0), new LogId("a", 10), new LogId("a", 9))
                        .sorted())
                .extracting(LogId::toString)
                .containsExactly("a-9", "a-10", "b-0");
    }

    @Test
    void shouldRefuseALogThatCannotBe() {
        assertThatThrownBy(() -> new LogId("", 0)).hasMessage("stream: must not be empty");
        assertThatThrownBy(() -> new LogId("a", -1)).hasMessage("partition: -1 of stream 'a' is negative");
    }

    @Test
    void shouldCountTermsFromOne() {
        assertThat(new Term(1).next())
                .isEqualTo(new Term(2))
                .isGreaterThan(new Term(1))
                .hasToString("2");
        assertThatThrownBy(() -> new Term(0)).hasMessage("term: 0 is not a term; terms start at 1");
        assertThatThrownBy(() -> new Term(Long.MAX_VALUE).next()).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void shouldGiveTheValueOrTheErrorMadeFromTheReason() {
        assertThat(new Decoded.Value<>(7).orElseThrow(IllegalStateException::new))
                .isEqualTo(7);
        assertThatThrownBy(() -> new Decoded.Malformed<>("is empty").orElseThrow(IllegalStateException::new))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("is empty");
    }

    @Test
    void shouldCheckInvariants() {
        assertThatCode(() -> Invariants.check(true, "one holder")).doesNotThrowAnyException();
        assertThatThrownBy(() -> Invariants.check(false, "one holder"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Invariant broken: one holder");
    }

    /** An error's two constructors. */
    record Leaf(Function<String, BatonException> plain, BiFunction<String, Throwable, BatonException> caused) {}

    static List<Leaf> leaves() {
        return List.of(
                new Leaf(FencedException::new, FencedException::new),
                new Leaf(InvalidConfigurationException::new, InvalidConfigurationException::new),
                new Leaf(InvalidTokenException::new, InvalidTokenException::new),
                new Leaf(OutcomeUnknownException::new, OutcomeUnknownException::new),
                new Leaf(RegionUnavailableException::new, RegionUnavailableException::new),
                new Leaf(SinkFailedException::new, SinkFailedException::new),
                new Leaf(StoreUnavailableException::new, StoreUnavailableException::new));
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void shouldCarryMessageAndCause(Leaf leaf) {
        // Given
        Throwable cause = new IllegalStateException("why");
        // When
        BatonException plain = leaf.plain().apply("what");
        BatonException caused = leaf.caused().apply("what", cause);
        // Then
        assertThat(plain).hasMessage("what").hasNoCause();
        assertThat(caused).hasMessage("what").cause().isSameAs(cause);
    }

    @Test
    void shouldKnowEveryError() {
        assertThat(BatonException.class.getPermittedSubclasses())
                .containsExactlyInAnyOrder(Stream.concat(
                                Stream.of(EventsExpiredException.class), // has no cause: nothing went wrong
                                leaves().stream()
                                        .map(leaf -> leaf.plain().apply("what").getClass()))
                        .toArray(Class[]::new));
    }
}
