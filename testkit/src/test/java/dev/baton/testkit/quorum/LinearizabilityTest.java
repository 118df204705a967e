package dev.baton.testkit.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.quorum.Operation.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LinearizabilityTest {

    @Test
    void shouldAcceptOneAfterTheOther() {
        assertThat(Linearizability.holds(List.of(
                        read(null, 0, 1),
                        applied(null, "a", 2, 3),
                        read("a", 4, 5),
                        applied("a", "b", 6, 7),
                        read("b", 8, 9))))
                .isTrue();
    }

    @Test
    void shouldRefuseAStaleRead() {
        assertThat(Linearizability.holds(List.of(applied(null, "a", 0, 1), applied("a", "b", 2, 3), read("a", 4, 5))))
                .isFalse();
    }

    @Test
    void shouldAcceptEitherReadDuringAWrite() {
        // Given
        Operation write = applied("a", "b", 10, 20);
        Operation first = applied(null, "a", 0, 1);

        // Then
        assertThat(Linearizability.holds(List.of(first, write, read("a", 11, 12), read("b", 13, 14))))
                .isTrue();
        assertThat(Linearizability.holds(List.of(first, write, read("b", 11, 12), read("a", 13, 14))))
                .isFalse();
    }

    @Test
    void shouldRefuseALostWrite() {
        assertThat(Linearizability.holds(List.of(
                        applied(null, "a", 0, 1), applied("a", "b", 2, 3), applied("a", "c", 4, 5), read("c", 6, 7))))
                .isFalse();
    }

    @Test
    void shouldRefuseTwoWinners() {
        assertThat(Linearizability.holds(
                        List.of(applied(null, "a", 0, 1), applied("a", "b", 2, 9), applied("a", "c", 3, 8))))
                .isFalse();
    }

    @Test
    void shouldRefuseAConflictWithWhatWasExpected() {
        // Given
        Operation first = applied(null, "a", 0, 1);
        Operation conflict = new Operation(Kind.CONFLICT, "a", "b", 2, 3);

        // Then
        assertThat(Linearizability.holds(List.of(first, conflict))).isFalse();
        assertThat(Linearizability.holds(List.of(first, conflict, applied("a", "c", 2, 4))))
                .isTrue();
    }

    @Test
    void shouldLetAnUnknownWriteTakeEffectLateOrNever() {
        // Given
        Operation first = applied(null, "a", 0, 1);
        Operation unknown = new Operation(Kind.UNKNOWN, "a", "b", 2, Operation.NEVER);

        // Then
        assertThat(Linearizability.holds(List.of(first, unknown, read("a", 3, 4), read("a", 5, 6))))
                .isTrue();
        assertThat(Linearizability.holds(List.of(first, unknown, read("a", 3, 4), read("b", 5, 6))))
                .isTrue();
        assertThat(Linearizability.holds(List.of(first, unknown, read("b", 3, 4), read("a", 5, 6))))
                .isFalse();
        assertThat(Linearizability.holds(List.of(read("b", 0, 1), first, unknown)))
                .isFalse();
    }

    @Test
    void shouldRefuseWhatNobodyWrote() {
        assertThat(Linearizability.holds(List.of(applied(null, "a", 0, 1), read("x", 2, 3))))
                .isFalse();
    }

    private static Operation read(@Nullable String value, long from, long to) {
        return new Operation(Kind.READ, null, value, from, to);
    }

    private static Operation applied(@Nullable String expected, String value, long from, long to) {
        return new Operation(Kind.APPLIED, expected, value, from, to);
    }
}
