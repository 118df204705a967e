package dev.baton.cli.demo.stage;

import dev.baton.testkit.cloud.OciIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Who signs requests to what is emulated of OCI. Immutable.
 *
 * @param user whose key was made for this stage
 * @param directory of the key and the configuration file
 * @param configFile as the OCI SDK and command line read it
 */
record OciAccount(OciIdentity user, Path directory, Path configFile) {

    static final String NAMESPACE = "emulated";
    static final String BUCKET = "data";
    static final String POOL = "ocid1.streampool.oc1..p";

    /** A new one in a directory of the plan's. */
    static OciAccount create(StagePlan plan) {
        try {
            Path directory = Files.createDirectories(plan.directory().resolve("oci-user"));
            OciIdentity user = OciIdentity.create();
            return new OciAccount(user, directory, user.write(directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
