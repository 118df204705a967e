package dev.baton.testkit.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import org.junit.jupiter.api.Test;

class InMemoryObjectStoreTest extends ObjectStoreContract {

    private static final byte[] BYTES = "x".getBytes(UTF_8);

    private final InMemoryObjectStore faulty = new InMemoryObjectStore();

    @Override
    protected ObjectStore open() {
        return new InMemoryObjectStore();
    }

    @Test
    void shouldLoseTheRequestOrOnlyItsAnswer() {
        // Given
        faulty.failNextPuts(PutFault.REQUEST_LOST, PutFault.ANSWER_LOST, PutFault.REPEATED);

        // When
        PutOutcome lost = faulty.putIfAbsent("lost", BYTES);
        PutOutcome answerLost = faulty.putIfAbsent("answer-lost", BYTES);
        PutOutcome repeated = faulty.putIfAbsent("repeated", BYTES);

        // Then
        assertThat(lost).isInstanceOf(PutOutcome.Unknown.class);
        assertThat(answerLost).isInstanceOf(PutOutcome.Unknown.class);
        assertThat(repeated).isInstanceOf(PutOutcome.Conflict.class);
        assertThat(faulty.list("")).containsExactly("answer-lost", "repeated");
    }

    @Test
    void shouldApplyALatePutOnlyUnderItsOwnCondition() {
        // Given
        faulty.failNextPuts(PutFault.LATE, PutFault.LATE);
        faulty.putIfAbsent("a", BYTES);
        faulty.putIfAbsent("b", BYTES);
        faulty.putIfAbsent("b", "somebody else's".getBytes(UTF_8));

        // When
        int applied = faulty.deliverLate();

        // Then
        assertThat(applied).isEqualTo(1);
        assertThat(faulty.get("b").orElseThrow().bytes()).isEqualTo("somebody else's".getBytes(UTF_8));
        assertThat(faulty.deliverLate()).isZero();
    }

    @Test
    void shouldBeOutOfReachUntilToldOtherwise() {
        // Given
        faulty.setReachable(false);

        // Then
        assertThatThrownBy(() -> faulty.get("a")).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> faulty.list("")).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> faulty.delete("a")).isInstanceOf(StoreUnavailableException.class);
        assertThat(faulty.putIfAbsent("a", BYTES)).isInstanceOf(PutOutcome.Unknown.class);

        // When
        faulty.setReachable(true);

        // Then
        assertThat(faulty.get("a")).isEmpty();
    }
}
