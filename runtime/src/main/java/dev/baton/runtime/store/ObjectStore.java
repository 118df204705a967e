package dev.baton.runtime.store;

import dev.baton.core.StoreUnavailableException;
import java.util.List;
import java.util.Optional;

/**
 * Small named objects that change by compare-and-set only, each change with an outcome that is never guessed.
 *
 * <p>Implementations must be safe for use by several threads and several processes at once. Each call must end within a
 * deadline of its own (1 s unless configured), and must not be repeated behind the caller's back once it may have
 * changed something: a hidden repetition turns one's own success into a conflict. A key is one or more segments of
 * {@code A-Z a-z 0-9 . _ -} joined by {@code /} (see {@link ObjectKeys}); another key, or more than {@value #MAX_BYTES}
 * bytes, is the caller's error and throws {@link IllegalArgumentException}.
 *
 * <p>Versions are opaque: they can be handed back and compared, and that is all. A version must never be given twice to
 * one key, not even when the same bytes return.
 */
public interface ObjectStore extends AutoCloseable {

    /** The most bytes an object may have: 16 MiB, which is a journal of 10,000 producers, six partitions and some twenty outages. */
    int MAX_BYTES = 16 << 20;

    /**
     * The newest object of this key, empty if there is none.
     *
     * <p>Must be linearizable: a call that begins after a put was applied returns what was put, or something newer.
     * Must not return an object that a loss of power could undo. Must not return empty because the store cannot be
     * reached. May be called again.
     *
     * @throws StoreUnavailableException if the store does not answer, refuses, or holds something that cannot be an
     *     object; says
     *     nothing about what it holds
     */
    Optional<StoredObject> get(String key);

    /**
     * Creates the object if there is none of this key.
     *
     * <p>When it returns {@code Applied}, the object is durable and every later {@link #get} sees it. {@code Conflict}
     * must mean that this call has changed nothing and never will. Whatever may have happened, or may still happen,
     * must be {@code Unknown}; so any I/O trouble after the request may have been sent is an outcome and must not be
     * thrown.
     *
     * @throws StoreUnavailableException only if it is certain that nothing was changed and nothing will be: the store
     *     cannot be
     *     reached, refused, or is full
     */
    PutOutcome putIfAbsent(String key, byte[] bytes);

    /**
     * Replaces the object if it still has the version that an earlier {@link #get} or put gave. A version that is no
     * longer, or never was, the newest is a {@code Conflict}, as is a missing object. Otherwise as {@link
     * #putIfAbsent}.
     */
    PutOutcome putIfVersion(String key, byte[] bytes, String expectedVersion);

    /**
     * The keys that begin with this text, in ascending order of their characters.
     *
     * <p>Must contain each object whose put was applied before the call began, unless it was deleted since: rule H
     * counts on it. The prefix may be empty, and may end in the middle of a segment. May be called again.
     *
     * @throws StoreUnavailableException as {@link #get}
     */
    List<String> list(String prefix);

    /**
     * Removes the object if there is one; an absent one is fine. May be called again.
     *
     * <p>Not for the token, which is never deleted. A key that was deleted must not be used again by anyone: its
     * versions start anew, so a writer that slept through it could overwrite what it never read.
     *
     * @throws StoreUnavailableException if the store does not answer or refuses; the object may or may not be gone
     */
    void delete(String key);

    /** The most bytes that an object may have here; {@value #MAX_BYTES} unless the store needs some for itself. */
    default int maxBytes() {
        return MAX_BYTES;
    }

    /** What messages call this store, such as {@code directory /var/lib/baton}; contains no secrets. */
    String describe();

    /** Frees what the store holds in this process; objects stay. May be called again; other calls must not follow. */
    @Override
    void close();
}
