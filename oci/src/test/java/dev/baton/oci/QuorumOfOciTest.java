package dev.baton.oci;

import dev.baton.runtime.store.ObjectStore;
import dev.baton.testkit.cloud.CloudServer;
import dev.baton.testkit.cloud.QuorumOfBucketsContract;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

class QuorumOfOciTest extends QuorumOfBucketsContract {

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
