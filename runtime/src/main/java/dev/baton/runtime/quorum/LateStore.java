package dev.baton.runtime.quorum;

import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.store.StoredObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A store that is opened again when it is asked, if it could not be at first: two others go on without it. */
final class LateStore implements ObjectStore {

    private final Supplier<ObjectStore> opening;
    private final String name;
    private @Nullable ObjectStore opened;

    private LateStore(Supplier<ObjectStore> opening, String name) {
        this.opening = opening;
        this.name = name;
    }

    /**
     * What {@code opening} opens now, or later if it throws {@link StoreUnavailableException}; messages call it {@code name} until then.
     */
    static LateStore open(Supplier<ObjectStore> opening, String name) {
        LateStore store = new LateStore(opening, name);
        try {
            store.store();
        } catch (StoreUnavailableException e) {
            return store; // whoever asks it is told the same
        }
        return store;
    }

    private synchronized ObjectStore store() {
        ObjectStore store = opened == null ? opening.get() : opened;
        opened = store;
        return store;
    }

    @Override
    public Optional<StoredObject> get(String key) {
        return store().get(key);
    }

    @Override
    public PutOutcome putIfAbsent(String key, byte[] bytes) {
        return store().putIfAbsent(key, bytes);
    }

    @Override
    public PutOutcome putIfVersion(String key, byte[] bytes, String expectedVersion) {
        return store().putIfVersion(key, bytes, expectedVersion);
    }

    @Override
    public List<String> list(String prefix) {
        return store().list(prefix);
    }

    @Override
    public void delete(String key) {
        store().delete(key);
    }

    @Override
    public synchronized String describe() {
        return opened == null ? name : opened.describe();
    }

    @Override
    public synchronized void close() {
        if (opened != null) {
            opened.close();
        }
    }
}
