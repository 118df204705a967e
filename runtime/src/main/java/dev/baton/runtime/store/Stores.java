package dev.baton.runtime.store;

import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.config.StoreConfig;

/** Opens the object store that a configuration names. Stateless. */
public final class Stores {

    private Stores() {}

    /**
     * The store; to be closed by the caller.
     *
     * @throws StoreUnavailableException if it is a directory that is not there and cannot be made; a store behind HTTP
     *     is not asked
     *     before its first use
     */
    public static ObjectStore open(StoreConfig config) {
        if (config instanceof StoreConfig.Directory directory) {
            return DirectoryObjectStore.open(directory.path());
        }
        if (config instanceof StoreConfig.Http http) {
            return HttpObjectStore.open(http.address());
        }
        throw new IllegalArgumentException("token: no store is known for " + config);
    }
}
