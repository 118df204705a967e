package dev.baton.runtime.config;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * OCI Streaming in one region, by its native API. Immutable; holds no secret.
 *
 * @param pool the OCID of the stream pool that holds the streams; null to look in the compartment
 * @param compartment the OCID of the compartment; null if a pool is given, or streams are given by OCID
 * @param region such as us-ashburn-1; null for the one that the credentials name
 * @param endpoint of messages, such as an API gateway's; null for what the control plane says
 * @param controlEndpoint of the control plane; null for the region's own
 * @param login how requests are signed
 */
public record OciStreamsConfig(
        @Nullable String pool,
        @Nullable String compartment,
        @Nullable String region,
        @Nullable URI endpoint,
        @Nullable URI controlEndpoint,
        Login login) {

    /**
     * Who signs. Immutable.
     *
     * @param auth default {@link OciAuth#CONFIG_FILE}
     * @param profile of the configuration file; null for DEFAULT
     * @param configFile of the OCI SDK and command line; null for ~/.oci/config
     */
    public record Login(OciAuth auth, @Nullable String profile, @Nullable Path configFile) {

        private static final String ONLY_WITH_FILE =
                "is used with 'auth: config-file' and 'auth: session-token' only; remove it";

        Faults check(Faults faults) {
            return faults.require(auth.usesFile() || profile == null, ONLY_WITH_FILE, "profile", "auth")
                    .require(auth.usesFile() || configFile == null, ONLY_WITH_FILE, "configFile", "auth");
        }
    }

    public OciStreamsConfig {
        Faults faults = new Faults();
        checkId(faults, pool, "ocid1.streampool.", "pool");
        checkId(faults, compartment, "ocid1.", "compartment");
        checkRegion(faults, region);
        if (endpoint != null) {
            StoreConfig.checkAddress(faults, endpoint, "endpoint");
        }
        if (controlEndpoint != null) {
            StoreConfig.checkAddress(faults, controlEndpoint, "controlEndpoint");
        }
        login.check(faults).throwIfAny();
    }

    static void checkRegion(Faults faults, @Nullable String region) {
        faults.require(
                region == null || region.matches("[a-z0-9-]{1,63}"),
                "is not the identifier of a region; it has small letters, digits and dashes only",
                "region");
    }

    static void checkId(Faults faults, @Nullable String id, String start, String field) {
        faults.require(
                id == null || id.matches("[A-Za-z0-9._-]{1,255}") && id.startsWith(start),
                "is not such an OCID; it begins with " + start,
                field);
    }
}
