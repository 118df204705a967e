package dev.baton.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KnownObjectsTest {

    private final KnownObjects known = new KnownObjects();

    @Test
    void shouldKnowWhatWasReadLast() {
        // Given
        StoredObject first = known.keep("a", object(1));
        StoredObject second = known.keep("b", object(1));
        // Then
        assertThat(known.get("a")).isSameAs(first);
        assertThat(known.get("b")).isSameAs(second);
        assertThat(known.get("c")).isNull();
    }

    @Test
    void shouldForgetWhatWasNotReadForLongest() {
        // Given
        for (int i = 0; i < 101; i++) {
            known.keep("key-" + i, object(1));
            known.get("key-0");
        }
        // Then
        assertThat(known.get("key-0")).isNotNull();
        assertThat(known.get("key-1")).isNull();
        assertThat(known.get("key-2")).isNotNull();
    }

    @Test
    void shouldNotKeepWhatIsLarge() {
        // Given
        known.keep("a", object(65_536));
        assertThat(known.get("a")).isNotNull();
        // When
        known.keep("a", object(65_537));
        // Then
        assertThat(known.get("a")).isNull();
    }

    private static StoredObject object(int bytes) {
        return new StoredObject(new byte[bytes], "7");
    }
}
