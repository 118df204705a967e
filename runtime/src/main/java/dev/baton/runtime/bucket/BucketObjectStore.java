package dev.baton.runtime.bucket;

import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.bucket.BucketException.Kind;
import dev.baton.runtime.store.KnownObjects;
import dev.baton.runtime.store.ObjectKeys;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.store.StoredObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Objects in a bucket, under a prefix. Whatever else lies there is left alone, and not listed if its name is no key.
 *
 * <p>Each call ends within the deadline, 1 s by default; so does a list of several pages. The first call has {@value
 * #FIRST_CALL_SECONDS} s more: it loads the classes of an SDK, which is no trouble of the store. Nothing is repeated.
 *
 * <p>Safe for use by several threads.
 */
public final class BucketObjectStore implements ObjectStore {

    /** How long a call may take unless told otherwise. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(1);

    private static final int FIRST_CALL_SECONDS = 5;

    private final Bucket bucket;
    private final String prefix;
    private final Duration deadline;
    private final KnownObjects knownObjects = new KnownObjects();
    private final BoundedCalls calls = new BoundedCalls();
    private final AtomicBoolean first = new AtomicBoolean(true);

    /**
     * The objects of {@code bucket}, which this store closes, under {@code prefix}: segments without a slash at the end,
     * or empty.
     */
    public BucketObjectStore(Bucket bucket, String prefix, Duration deadline) {
        this.bucket = bucket;
        this.prefix = prefix.isEmpty() ? "" : prefix + "/";
        this.deadline = deadline;
    }

    @Override
    public Optional<StoredObject> get(String key) {
        String name = prefix + ObjectKeys.check(key);
        try {
            @Nullable StoredObject known = knownObjects.get(key);
            return Optional.of(knownObjects.keep(key, ask(timeout(), timeout -> bucket.get(name, known, timeout))));
        } catch (BucketException e) {
            if (e.kind() == Kind.ABSENT) {
                return Optional.empty();
            }
            throw unavailable("read " + key, e);
        }
    }

    @Override
    public PutOutcome putIfAbsent(String key, byte[] bytes) {
        return put(key, bytes, null);
    }

    @Override
    public PutOutcome putIfVersion(String key, byte[] bytes, String expectedVersion) {
        if (!bucket.isVersion(expectedVersion)) {
            ObjectKeys.check(key);
            ObjectKeys.checkSize(bytes);
            return new PutOutcome.Conflict(); // never a version of this store, and perhaps a pattern that matches any
        }
        return put(key, bytes, expectedVersion);
    }

    private PutOutcome put(String key, byte[] bytes, @Nullable String expected) {
        String name = prefix + ObjectKeys.check(key);
        byte[] checked = ObjectKeys.checkSize(bytes);
        String what = "write " + key;
        try {
            return new PutOutcome.Applied(ask(timeout(), timeout -> bucket.put(name, checked, expected, timeout)));
        } catch (BucketException e) {
            boolean gone = e.kind() == Kind.ABSENT && expected != null;
            if (gone || e.kind() == Kind.CONDITION_NOT_MET) {
                return new PutOutcome.Conflict();
            }
            if (e.kind() == Kind.IN_DOUBT) {
                return new PutOutcome.Unknown(describe() + " was asked to " + what + ": " + e.getMessage());
            }
            throw unavailable(what, e);
        }
    }

    @Override
    public List<String> list(String keyPrefix) {
        String begin = prefix + ObjectKeys.checkPrefix(keyPrefix);
        String what = "list " + keyPrefix;
        TreeSet<String> keys = new TreeSet<>();
        long endsAt = System.nanoTime() + timeout().toNanos();
        try {
            @Nullable String next = null;
            do {
                @Nullable String from = next;
                Bucket.Page page =
                        ask(Duration.ofNanos(endsAt - System.nanoTime()), timeout -> bucket.list(begin, from, timeout));
                page.names().stream()
                        .map(name -> name.substring(prefix.length()))
                        .filter(ObjectKeys::isKey)
                        .forEach(keys::add);
                next = page.next();
            } while (next != null);
        } catch (BucketException e) {
            throw unavailable(what, e);
        }
        return List.copyOf(keys);
    }

    @Override
    public void delete(String key) {
        String name = prefix + ObjectKeys.check(key);
        try {
            ask(timeout(), timeout -> {
                bucket.delete(name, timeout);
                return name;
            });
        } catch (BucketException e) {
            if (e.kind() != Kind.ABSENT) {
                throw unavailable("delete " + key, e);
            }
        }
    }

    @Override
    public String describe() {
        return bucket.describe() + (prefix.isEmpty() ? "" : " under " + prefix);
    }

    @Override
    public void close() {
        calls.close();
        bucket.close();
    }

    /** One request, which is told the time it has. */
    private interface Request<T> {
        T send(Duration timeout) throws BucketException;
    }

    private <T> T ask(Duration timeout, Request<T> request) throws BucketException {
        return calls.call(() -> request.send(timeout), timeout);
    }

    private Duration timeout() {
        return first.getAndSet(false) ? deadline.plusSeconds(FIRST_CALL_SECONDS) : deadline;
    }

    private StoreUnavailableException unavailable(String what, BucketException e) {
        String end = e.kind() == Kind.NOTHING_CHANGED ? " Nothing was changed." : "";
        return new StoreUnavailableException(
                "Cannot " + what + " in " + describe() + ": " + e.getMessage() + "." + end, e);
    }
}
