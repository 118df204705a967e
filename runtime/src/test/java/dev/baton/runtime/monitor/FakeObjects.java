package dev.baton.runtime.monitor;

import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.store.StoredObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** Objects in memory. */
final class FakeObjects implements ObjectStore {

    private final ConcurrentSkipListMap<String, StoredObject> objects = new ConcurrentSkipListMap<>();
    private final AtomicLong versions = new AtomicLong();
    private volatile boolean unlistable;

    @Override
    public Optional<StoredObject> get(String key) {
        return Optional.ofNullable(objects.get(key));
    }

    @Override
    public PutOutcome putIfAbsent(String key, byte[] bytes) {
        StoredObject stored = new StoredObject(bytes, "v" + versions.incrementAndGet());
        return objects.putIfAbsent(key, stored) == null
                ? new PutOutcome.Applied(stored.version())
                : new PutOutcome.Conflict();
    }

    @Override
    public PutOutcome putIfVersion(String key, byte[] bytes, String expectedVersion) {
        StoredObject stored = new StoredObject(bytes, "v" + versions.incrementAndGet());
        StoredObject now =
                objects.computeIfPresent(key, (same, last) -> last.version().equals(expectedVersion) ? stored : last);
        return now == stored ? new PutOutcome.Applied(stored.version()) : new PutOutcome.Conflict();
    }

    @Override
    public List<String> list(String prefix) {
        if (unlistable) {
            throw new StoreUnavailableException("The store does not list");
        }
        return objects.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
    }

    @Override
    public void delete(String key) {
        objects.remove(key);
    }

    @Override
    public String describe() {
        return "objects in memory";
    }

    @Override
    public void close() {}

    void setUnlistable(boolean value) {
        unlistable = value;
    }
}
