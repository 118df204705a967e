package dev.baton.testkit.store;

import dev.baton.runtime.quorum.QuorumObjectStore;
import dev.baton.runtime.quorum.StoreSetup;
import dev.baton.runtime.store.ObjectStore;
import java.util.Map;
import java.util.TreeMap;

class QuorumObjectStoreContractTest extends ObjectStoreContract {

    @Override
    protected ObjectStore open() {
        QuorumObjectStore store = new QuorumObjectStore(
                "payments",
                new TreeMap<>(Map.of(
                        "a",
                        new InMemoryObjectStore(),
                        "b",
                        new InMemoryObjectStore(),
                        "c",
                        new InMemoryObjectStore())),
                "p1",
                () -> 0.5);
        StoreSetup.prepare(store, () -> "n1");
        return store;
    }
}
