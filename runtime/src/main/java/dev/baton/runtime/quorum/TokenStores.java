package dev.baton.runtime.quorum;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.config.TokenConfig;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.Stores;
import dev.baton.runtime.token.ObjectTokenStore;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Opens the object store in which an installation keeps its token: the only one, or a quorum of three. Stateless. */
public final class TokenStores {

    private TokenStores() {}

    /**
     * The store of the installation {@code name}; to be closed by the caller.
     *
     * @param nonces draws what nobody else has: letters a to z and digits
     * @throws StoreUnavailableException if the only one is a directory that is not there and cannot be made; no other is asked
     *     before its first use
     * @throws InvalidConfigurationException as {@link Stores#open}, also for one of three
     */
    public static ObjectStore open(TokenConfig config, String name, Supplier<String> nonces) {
        if (config.stores().size() == 1) {
            return Stores.open(config.stores().values().iterator().next());
        }
        SortedMap<String, ObjectStore> stores = new TreeMap<>();
        try {
            config.stores()
                    .forEach((store, kind) ->
                            stores.put(store, LateStore.open(() -> Stores.open(kind), kind.toString())));
        } catch (InvalidConfigurationException e) {
            stores.values().forEach(ObjectStore::close);
            throw e;
        }
        return new QuorumObjectStore(
                name, stores, nonces.get(), () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * Where {@code store} is a quorum: each of its stores by name, and why it does not count for the token of {@code name}, empty if it
     * does. Empty if it is no quorum.
     *
     * @throws StoreUnavailableException if no two of them show whose they are
     */
    public static SortedMap<String, String> troubles(ObjectStore store, String name) {
        return store instanceof QuorumObjectStore quorum
                ? quorum.troubles(new ObjectTokenStore(store, name).key())
                : new TreeMap<>();
    }
}
