package dev.baton.core.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.core.Decoded;
import java.util.List;
import org.junit.jupiter.api.Test;

class BallotTest {

    @Test
    void shouldOrderByCounterAndThenByProposer() {
        // Given
        List<Ballot> inOrder =
                List.of(Ballot.ZERO, new Ballot(1, "a"), new Ballot(1, "b"), new Ballot(2, "a"), new Ballot(10, "a"));

        // Then
        assertThat(inOrder).isSorted();
        assertThat(new Ballot(10, "a").isAbove(new Ballot(9, "z"))).isTrue();
        assertThat(new Ballot(10, "a").isAbove(new Ballot(10, "a"))).isFalse();
    }

    @Test
    void shouldReadWhatItWrites() {
        for (Ballot ballot : List.of(Ballot.ZERO, new Ballot(1, "0a-9"), new Ballot(999_999, "p"))) {
            assertThat(Ballot.read(ballot.toString())).isEqualTo(new Decoded.Value<>(ballot));
        }
        for (String text : List.of("", "0.a", "-1.a", "1", "1.", "1.A b", "01.a", "99999999999999999999.a")) {
            assertThat(Ballot.read(text)).as(text).isInstanceOf(Decoded.Malformed.class);
        }
    }

    @Test
    void shouldHaveAProposerUnlessItIsZero() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Ballot(1, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new Ballot(0, "a"));
    }
}
