package dev.baton.s3;

import dev.baton.runtime.store.ObjectStore;
import dev.baton.testkit.cloud.BucketFaultsContract;
import dev.baton.testkit.cloud.CloudServer;
import java.net.URI;
import java.time.Duration;

class S3FaultsTest extends BucketFaultsContract {

    @Override
    protected CloudServer serve() {
        return S3Server.start();
    }

    @Override
    protected ObjectStore open(URI endpoint, Duration deadline) {
        return S3Server.open(endpoint, deadline);
    }
}
