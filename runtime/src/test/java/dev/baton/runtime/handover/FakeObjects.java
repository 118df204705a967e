package dev.baton.runtime.handover;

import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.store.StoredObject;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Registrations in memory, which cannot be listed on demand. For one thread. */
final class FakeObjects implements ObjectStore {

    private final TreeMap<String, byte[]> objects = new TreeMap<>();
    private boolean unlistable;

    @Override
    public Optional<StoredObject> get(String key) {
        return Optional.ofNullable(objects.get(key)).map(bytes -> new StoredObject(bytes, "1"));
    }

    @Override
    public PutOutcome putIfAbsent(String key, byte[] bytes) {
        return objects.putIfAbsent(key, bytes) == null ? new PutOutcome.Applied("1") : new PutOutcome.Conflict();
    }

    @Override
    public PutOutcome putIfVersion(String key, byte[] bytes, String expectedVersion) {
        throw new UnsupportedOperationException("registrations do not change");
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
