package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.cloud.CloudServer;
import dev.baton.testkit.cloud.OciIdentity;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands with a token in a bucket: the modules are found, and their SDKs get along with everything else here. */
class BucketStoresTest {

    @TempDir
    Path directory;

    @AfterEach
    void forgetCredentials() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void shouldKeepTheTokenInABucketOfS3() {
        // Given
        System.setProperty("aws.accessKeyId", "AKIDEXAMPLE");
        System.setProperty("aws.secretAccessKey", "hunter2");
        try (CloudServer server = CloudServer.s3("payments-baton", Map.of("AKIDEXAMPLE", "hunter2"), 1000)) {
            Path file = write("s3: { bucket: payments-baton, region: eu-central-1, endpoint: \"" + server.uri()
                    + "\", pathStyle: true }");

            // Then
            assertThatTheTokenIsKept(file, "S3 bucket payments-baton");
        }
    }

    @Test
    void shouldKeepTheTokenInABucketOfOci() {
        // Given
        OciIdentity user = OciIdentity.create();
        Path configFile = user.write(directory);
        try (CloudServer server = CloudServer.oci("ns", "payments-baton", user, 1000, Clock.systemUTC())) {
            Path file = write("oci: { namespace: ns, bucket: payments-baton, endpoint: \"" + server.uri()
                    + "\", configFile: \"" + configFile + "\" }");

            // Then
            assertThatTheTokenIsKept(file, "OCI bucket ns/payments-baton");
        }
    }

    private static void assertThatTheTokenIsKept(Path file, String store) {
        // When
        Cli missing = Cli.run(file, "token", "show");
        Cli create = Cli.run(file, "token", "create", "--active", "r1");
        Cli again = Cli.run(file, "token", "create", "--active", "r1");
        Cli show = Cli.run(file, "token", "show");

        // Then
        assertThat(missing.err()).contains("There is no token", store);
        assertThat(create.err()).isEmpty();
        assertThat(create.exit()).isZero();
        assertThat(again.err()).contains("there is a token already");
        assertThat(show.out()).contains("active    r1");
    }

    private Path write(String store) {
        String yaml = Installations.yaml("127.0.0.1:1", "127.0.0.1:2", "flights");
        return Installations.write(directory, yaml.replace("directory: token", store));
    }
}
