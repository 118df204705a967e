package dev.baton.oci;

import dev.baton.runtime.bucket.BucketObjectStore;
import dev.baton.runtime.config.OciAuth;
import dev.baton.runtime.config.StoreConfig;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.testkit.cloud.CloudServer;
import dev.baton.testkit.cloud.OciIdentity;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** The bucket that tests use, who may sign for it, and how it is reached. */
final class OciServer {

    static final String NAMESPACE = "tenancy-ns";
    static final String BUCKET = "payments-baton";

    private static final OciIdentity USER = OciIdentity.create();

    private OciServer() {}

    static CloudServer start() {
        return start(Clock.systemUTC());
    }

    static CloudServer start(Clock clock) {
        return CloudServer.oci(NAMESPACE, BUCKET, USER, 2, clock);
    }

    static Path configFile(Path directory) {
        return USER.write(directory);
    }

    static StoreConfig.Oci config(URI endpoint, Path configFile) {
        return new StoreConfig.Oci(
                NAMESPACE, BUCKET, "baton/prod", null, endpoint, OciAuth.CONFIG_FILE, null, configFile);
    }

    static ObjectStore open(URI endpoint, Path configFile, Duration deadline) {
        StoreConfig.Oci config = config(endpoint, configFile);
        return new BucketObjectStore(OciBucket.open(config, deadline), config.prefix(), deadline);
    }
}
