package dev.baton.runtime.store;

import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.config.TokenConfig;

/** Opens the object store that a configuration names. Stateless. */
public final class Stores {

    private Stores() {}

    /**
     * The store of this configuration; to be closed by the caller.
     *
     * @throws StoreUnavailableException if it is a directory that is not there and cannot be made; a store behind HTTP
     *     is not asked
     *     before its first use
     */
    public static ObjectStore open(TokenConfig config) {
        if (config.directory() != null) {
            return DirectoryObjectStore.open(config.directory());
        }
        if (config.http() != null) {
            return HttpObjectStore.open(config.http());
        }
        throw new IllegalArgumentException("token: names no store");
    }
}
