package dev.baton.testkit.cloud;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Named objects in memory and some of what they were before; a condition is checked and the object written in one atomic step. */
final class ObjectBucket {

    /** One object. Immutable. */
    static final class Blob {
        private final byte[] bytes;
        private final String tag;
        private final Instant modified;

        Blob(byte[] bytes, String tag, Instant modified) {
            this.bytes = bytes.clone();
            this.tag = tag;
            this.modified = modified;
        }

        byte[] bytes() {
            return bytes.clone();
        }

        int length() {
            return bytes.length;
        }

        String tag() {
            return tag;
        }

        Instant modified() {
            return modified;
        }
    }

    /** What became of a write: the object that is there now, and whether it is the one that was written. */
    record Result(boolean applied, @Nullable Blob now) {}

    private static final int VERSIONS = 100;

    private final NavigableMap<String, Blob> blobs = new TreeMap<>();
    private final Map<String, Deque<Blob>> versions = new HashMap<>();
    private final Function<byte[], String> tags;

    /** {@code tags} makes the entity tag of what is written, by the cloud's rule. */
    ObjectBucket(Function<byte[], String> tags) {
        this.tags = tags;
    }

    synchronized Optional<Blob> get(String name) {
        return Optional.ofNullable(blobs.get(name));
    }

    /** The object as it was written with this tag, among the last hundred writes; deleting it deletes none of them. */
    synchronized Optional<Blob> version(String name, String tag) {
        return versions.getOrDefault(name, new ArrayDeque<>()).stream()
                .filter(blob -> blob.tag().equals(tag))
                .findFirst();
    }

    /** Writes if {@code condition} holds for the object that is there, which is null if there is none. */
    synchronized Result put(String name, byte[] bytes, Predicate<@Nullable Blob> condition) {
        Blob now = blobs.get(name);
        if (!condition.test(now)) {
            return new Result(false, now);
        }
        Blob next = new Blob(bytes, tags.apply(bytes), Instant.now());
        blobs.put(name, next);
        Deque<Blob> written = versions.computeIfAbsent(name, key -> new ArrayDeque<>());
        written.add(next);
        if (written.size() > VERSIONS) {
            written.remove();
        }
        return new Result(true, next);
    }

    /** Removes if {@code condition} holds for the object that is there; an absent one counts as not removed. */
    synchronized Result delete(String name, Predicate<Blob> condition) {
        Blob now = blobs.get(name);
        boolean applied = now != null && condition.test(now);
        if (applied) {
            blobs.remove(name);
        }
        return new Result(applied, now);
    }

    /** Up to {@code most} names that begin with {@code prefix}, from {@code from} on. */
    synchronized List<String> names(String prefix, String from, int most) {
        String start = from.compareTo(prefix) > 0 ? from : prefix;
        return blobs.tailMap(start, true).keySet().stream()
                .takeWhile(name -> name.startsWith(prefix))
                .limit(most)
                .toList();
    }
}
