package dev.baton.oci;

import dev.baton.runtime.store.ObjectStore;
import dev.baton.testkit.cloud.CloudServer;
import dev.baton.testkit.store.ObjectStoreContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class OciObjectStoreContractTest extends ObjectStoreContract {

    @TempDir
    private Path directory;

    private CloudServer server;

    @Override
    protected ObjectStore open() {
        server = OciServer.start();
        // Nothing fails here, so a machine that is busy must not make anything unknown.
        return OciServer.open(server.uri(), OciServer.configFile(directory), Duration.ofSeconds(20));
    }

    @AfterEach
    void stopServer() {
        server.close();
    }
}
