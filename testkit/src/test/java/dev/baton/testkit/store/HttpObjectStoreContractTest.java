package dev.baton.testkit.store;

import dev.baton.runtime.store.DirectoryObjectStore;
import dev.baton.runtime.store.HttpObjectStore;
import dev.baton.runtime.store.ObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class HttpObjectStoreContractTest extends ObjectStoreContract {

    @TempDir
    private Path directory;

    private HttpObjectStoreServer server;

    @Override
    protected ObjectStore open() {
        server = HttpObjectStoreServer.start(DirectoryObjectStore.open(directory));
        // Nothing fails here, so a machine that is busy must not make anything unknown.
        return HttpObjectStore.open(server.uri(), Duration.ofSeconds(20));
    }

    @AfterEach
    void stopServer() {
        server.close();
    }
}
