package dev.baton.s3;

import dev.baton.runtime.bucket.BucketObjectStore;
import dev.baton.runtime.config.StoreConfig;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.testkit.cloud.CloudServer;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** The bucket that tests use, and how it is reached. */
final class S3Server {

    static final String BUCKET = "payments-baton";

    private S3Server() {}

    /** With credentials where the default chain looks for them first. */
    static CloudServer start() {
        System.setProperty("aws.accessKeyId", "AKIDEXAMPLE");
        System.setProperty("aws.secretAccessKey", "hunter2");
        return CloudServer.s3(BUCKET, Map.of("AKIDEXAMPLE", "hunter2"), 2);
    }

    static StoreConfig.S3 config(URI endpoint) {
        return new StoreConfig.S3(BUCKET, "baton/prod", "eu-central-1", endpoint, true);
    }

    static ObjectStore open(URI endpoint, Duration deadline) {
        StoreConfig.S3 config = config(endpoint);
        return new BucketObjectStore(S3Bucket.open(config, deadline), config.prefix(), deadline);
    }
}
