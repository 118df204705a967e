package dev.baton.oci;

import dev.baton.runtime.store.ObjectStore;
import dev.baton.testkit.cloud.BucketFaultsContract;
import dev.baton.testkit.cloud.CloudServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

class OciFaultsTest extends BucketFaultsContract {

    @TempDir
    private Path directory;

    @Override
    protected CloudServer serve() {
        return OciServer.start();
    }

    @Override
    protected ObjectStore open(URI endpoint, Duration deadline) {
        return OciServer.open(endpoint, OciServer.configFile(directory), deadline);
    }
}
