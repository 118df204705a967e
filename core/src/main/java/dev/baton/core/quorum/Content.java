package dev.baton.core.quorum;

import org.jspecify.annotations.Nullable;

/**
 * What a register holds. Immutable if the value is.
 *
 * @param version of the write that made it: drawn once per write, never twice. It stays when the same content is written
 *     back at a higher ballot, and so tells whether one's own write has landed
 * @param value null if the register was deleted; it is never used again then
 */
public record Content<V>(String version, @Nullable V value) {

    public Content {
        if (version.isBlank()) {
            throw new IllegalArgumentException("version: must not be blank");
        }
    }

    /** True if one write has made both. */
    boolean isSameAs(@Nullable Content<V> other) {
        return other != null && version.equals(other.version());
    }

    /** True if the register was deleted. */
    public boolean isDeleted() {
        return value == null;
    }
}
