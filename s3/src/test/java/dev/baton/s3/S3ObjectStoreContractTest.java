package dev.baton.s3;

import dev.baton.runtime.store.ObjectStore;
import dev.baton.testkit.cloud.CloudServer;
import dev.baton.testkit.store.ObjectStoreContract;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

class S3ObjectStoreContractTest extends ObjectStoreContract {

    private CloudServer server;

    @Override
    protected ObjectStore open() {
        server = S3Server.start();
        // Nothing fails here, so a machine that is busy must not make anything unknown.
        return S3Server.open(server.uri(), Duration.ofSeconds(20));
    }

    @AfterEach
    void stopServer() {
        server.close();
    }
}
