package dev.baton.core.quorum;

import org.jspecify.annotations.Nullable;

/**
 * What a register should hold next. Free of side effects: it may be asked several times, and about content that is never
 * chosen.
 */
@FunctionalInterface
public interface Change<V> {

    /** The content to follow {@code current}, or {@code current} itself; null stands for a register never written. */
    @Nullable
    Content<V> next(@Nullable Content<V> current);

    /** Changes nothing: a read. */
    static <V> Change<V> read() {
        return current -> current;
    }

    /**
     * Replaces the content of version {@code expected} (null: a register never written) by {@code next}, and leaves any
     * other, also {@code next} itself: an attempt before may have landed.
     */
    static <V> Change<V> write(@Nullable String expected, Content<V> next) {
        return current -> {
            boolean matches = current == null
                    ? expected == null
                    : !current.isDeleted() && current.version().equals(expected);
            return matches ? next : current;
        };
    }

    /**
     * Deletes what there is; {@code version} is the new one. What is deleted already is deleted again, so that an acceptor hears of it
     * that was away the first time.
     */
    static <V> Change<V> delete(String version) {
        return current -> current == null ? current : new Content<>(version, null);
    }
}
