package dev.baton.runtime.store;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.config.StoreConfig;
import java.util.Optional;

/**
 * Opens the object stores of one kind. A module that brings such stores names its provider in
 * {@code META-INF/services}, and is found when it is on the class path; so nothing here depends on a cloud's SDK.
 *
 * <p>Implementations have a public constructor without parameters, and keep nothing between calls.
 */
public interface ObjectStoreProvider {

    /**
     * The store of this configuration, to be closed by the caller; empty if it is of another kind. Asks no server.
     *
     * @throws InvalidConfigurationException if there cannot be such a store, as when a file it names cannot be read
     * @throws StoreUnavailableException if who this process is cannot be found out now
     */
    Optional<ObjectStore> open(StoreConfig config);
}
