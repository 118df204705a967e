package dev.baton.runtime.bucket;

import dev.baton.runtime.store.StoredObject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One bucket of a cloud, in its provider's terms. What its answers mean for Baton is {@link BucketObjectStore}'s.
 *
 * <p>Implementations must be safe for use by several threads. Each call is at most one request, which nothing below may
 * repeat, and should end within its timeout: nobody waits for it any longer. A failure is told as what is certain of it: see {@link
 * BucketException.Kind}.
 */
public interface Bucket extends AutoCloseable {

    /**
     * Some of the names that begin with a prefix.
     *
     * @param names in any order
     * @param next where the next page begins; null if this is the last one
     */
    record Page(List<String> names, @Nullable String next) {
        public Page {
            names = List.copyOf(names);
        }
    }

    /**
     * The object, with the version that conditions compare; fails with {@code ABSENT} if there is none.
     *
     * @param known what was read before, which is returned if that is still the object; null if nothing was
     */
    StoredObject get(String name, @Nullable StoredObject known, Duration timeout) throws BucketException;

    /**
     * Writes the object in one atomic step if it has the version {@code expected}, or if {@code expected} is null and
     * there is none. Returns its version, which this name has never had before.
     */
    String put(String name, byte[] bytes, @Nullable String expected, Duration timeout) throws BucketException;

    /** Names that begin with {@code prefix}, from the page {@code from} on; null stands for the first one. */
    Page list(String prefix, @Nullable String from, Duration timeout) throws BucketException;

    /** Removes the object; may fail with {@code ABSENT} if there is none. */
    void delete(String name, Duration timeout) throws BucketException;

    /** True if this may be a version, as one and not as a pattern or a list of them. */
    boolean isVersion(String text);

    /** What messages call it, such as {@code S3 bucket payments}; contains no secrets. */
    String describe();

    /** Frees what it holds in this process. */
    @Override
    void close();
}
