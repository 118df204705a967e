package dev.baton.s3;

import dev.baton.runtime.bucket.BucketObjectStore;
import dev.baton.runtime.config.StoreConfig;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.ObjectStoreProvider;
import java.util.Optional;

/** Opens the stores that a configuration calls {@code s3}. Stateless. */
public final class S3ObjectStoreProvider implements ObjectStoreProvider {

    @Override
    public Optional<ObjectStore> open(StoreConfig config) {
        return config instanceof StoreConfig.S3 s3
                ? Optional.of(new BucketObjectStore(
                        S3Bucket.open(s3, BucketObjectStore.DEFAULT_DEADLINE),
                        s3.prefix(),
                        BucketObjectStore.DEFAULT_DEADLINE))
                : Optional.empty();
    }
}
