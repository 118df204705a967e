package dev.baton.runtime.store;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.config.StoreConfig;
import dev.baton.runtime.config.TokenConfig;
import java.util.Optional;
import java.util.ServiceLoader;

/** Opens the object store that a configuration names. Stateless. */
public final class Stores {

    private Stores() {}

    /** The store of this configuration, as {@link #open(StoreConfig)}. */
    public static ObjectStore open(TokenConfig config) {
        return open(config.stores().get(0));
    }

    /**
     * The store of this configuration; to be closed by the caller. A server is not asked before the store's first use.
     *
     * @throws StoreUnavailableException if it is a directory that is not there and cannot be made
     * @throws InvalidConfigurationException if the module is missing that brings such stores, or as that module says
     */
    public static ObjectStore open(StoreConfig config) {
        if (config instanceof StoreConfig.Directory directory) {
            return DirectoryObjectStore.open(directory.path());
        }
        if (config instanceof StoreConfig.Http http) {
            return HttpObjectStore.open(http.address());
        }
        return ServiceLoader.load(ObjectStoreProvider.class, ObjectStoreProvider.class.getClassLoader()).stream()
                .map(provider -> provider.get().open(config))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new InvalidConfigurationException("The token's store is '" + config.kind()
                        + "', but nothing on the class path can open one. Add the module dev.baton:baton-"
                        + config.kind() + ", of the same version as Baton's others."));
    }
}
