package dev.baton.runtime.quorum;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.Decoded;
import dev.baton.core.quorum.AcceptorState;
import dev.baton.core.quorum.Ballot;
import dev.baton.core.quorum.Content;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StateCodecTest {

    private static final Identity HERE = new Identity("n1", "a");
    private static final List<Ballot> WITNESSED = List.of(new Ballot(3, "x"), Ballot.ZERO, new Ballot(7, "y"));

    @Property(tries = 200)
    void shouldReadWhatItWrites(@ForAll @Size(max = 5000) byte[] value) {
        // Given
        AcceptorState<byte[]> state =
                new AcceptorState<>(new Ballot(9, "p"), new Ballot(8, "q"), new Content<>("w-1", value), WITNESSED);

        // When
        AcceptorState<byte[]> read = decoded(StateCodec.encode(HERE, state));

        // Then
        assertThat(read.promised()).isEqualTo(state.promised());
        assertThat(read.accepted()).isEqualTo(state.accepted());
        assertThat(read.witnessed()).isEqualTo(WITNESSED);
        assertThat(read.content()).isNotNull();
        assertThat(read.content().value()).isEqualTo(value);
    }

    @Test
    void shouldKeepPromisesAndDeletionsWithoutAValue() {
        // When
        AcceptorState<byte[]> promised =
                decoded(StateCodec.encode(HERE, new AcceptorState<>(new Ballot(1, "p"), Ballot.ZERO, null, WITNESSED)));
        AcceptorState<byte[]> deleted = decoded(StateCodec.encode(
                HERE,
                new AcceptorState<>(new Ballot(2, "p"), new Ballot(1, "p"), new Content<>("w", null), WITNESSED)));

        // Then
        assertThat(promised.content()).isNull();
        assertThat(deleted.isDeleted()).isTrue();
    }

    @Property(tries = 500)
    void shouldTakeNoBytesForAState(@ForAll @Size(max = 300) byte[] bytes) {
        assertThat(StateCodec.decode(HERE, bytes)).isInstanceOf(Decoded.Malformed.class);
    }

    @Test
    void shouldRefuseWhatLiesInAnotherStore() {
        // Given
        byte[] bytes = StateCodec.encode(
                new Identity("n1", "b"), new AcceptorState<>(new Ballot(1, "p"), Ballot.ZERO, null, WITNESSED));

        // Then
        assertThat(why(bytes)).contains("copied here from store 'b' of this installation");
        assertThat(why("{}\n".getBytes(UTF_8))).contains("no register");
        assertThat(why("{\"format\":\"baton-register-1\",\"installation\":\"n1\",\"store\":\"a\",\"promised\":\"x\"}\n"
                        .getBytes(UTF_8)))
                .contains("damaged");
    }

    private static AcceptorState<byte[]> decoded(byte[] bytes) {
        return StateCodec.decode(HERE, bytes).orElseThrow(IllegalStateException::new);
    }

    private static String why(byte[] bytes) {
        return ((Decoded.Malformed<AcceptorState<byte[]>>) StateCodec.decode(HERE, bytes)).why();
    }
}
