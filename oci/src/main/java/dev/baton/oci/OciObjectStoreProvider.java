package dev.baton.oci;

import dev.baton.runtime.bucket.BucketObjectStore;
import dev.baton.runtime.config.StoreConfig;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.ObjectStoreProvider;
import java.util.Optional;

/** Opens the stores that a configuration calls {@code oci}. Stateless. */
public final class OciObjectStoreProvider implements ObjectStoreProvider {

    @Override
    public Optional<ObjectStore> open(StoreConfig config) {
        return config instanceof StoreConfig.Oci oci
                ? Optional.of(new BucketObjectStore(
                        OciBucket.open(oci, BucketObjectStore.DEFAULT_DEADLINE),
                        oci.prefix(),
                        BucketObjectStore.DEFAULT_DEADLINE))
                : Optional.empty();
    }
}
