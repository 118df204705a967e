package dev.baton.runtime.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One object store, and how it is reached: the token's only one, or one of three. A new kind of store is a record here, a
 * line in {@link StoreReader}, and a {@link dev.baton.runtime.store.ObjectStoreProvider}. Immutable; holds no secret but the path of an {@link Http} address.
 */
public sealed interface StoreConfig {

    /** The keys that name a store, as messages list them. */
    List<String> KINDS = List.of("directory", "http", "s3", "oci");

    /** The key that names such a store: one of {@link #KINDS}. */
    String kind();

    /** What is lost as a whole when this store is: equal for two that are one and the same. */
    String place();

    /**
     * A directory that the processes of one machine share.
     *
     * @param path of the directory; made if it is missing
     */
    record Directory(Path path) implements StoreConfig {
        @Override
        public String kind() {
            return "directory";
        }

        @Override
        public String place() {
            return path.normalize().toString();
        }
    }

    /**
     * A server that speaks plain HTTP conditional requests.
     *
     * @param address with http or https and a host, without user, query and fragment
     */
    record Http(URI address) implements StoreConfig {
        public Http {
            checkAddress(new Faults(), address, "").throwIfAny();
        }

        @Override
        public String kind() {
            return "http";
        }

        @Override
        public String place() {
            return address.toString();
        }

        /** Leaves out the path: where an address is pre-authenticated, its path is the secret. */
        @Override
        public String toString() {
            return "Http[" + address.getScheme() + "://" + address.getAuthority() + "]";
        }
    }

    /**
     * A bucket of Amazon S3, or of a store that speaks its protocol. Credentials come from the AWS SDK.
     *
     * @param bucket its name
     * @param prefix before every key, without a slash at its end; empty for none
     * @param region such as eu-central-1; null for the one of the AWS SDK's default chain
     * @param endpoint null for the region's own
     * @param pathStyle true if the bucket is a part of the path, as most other servers than S3 want it; default false
     * @param profile of ~/.aws that says who signs; null for the AWS SDK's default chain
     */
    record S3(
            String bucket,
            String prefix,
            @Nullable String region,
            @Nullable URI endpoint,
            boolean pathStyle,
            @Nullable String profile)
            implements StoreConfig {

        private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

        /** Oracle's, in the two spellings of its hosts. */
        private static final Pattern OF_OCI =
                Pattern.compile(".*\\.(vh)?compat\\.objectstorage\\..*", Pattern.CASE_INSENSITIVE);

        public S3 {
            prefix = withoutLastSlash(prefix);
            Faults faults = new Faults()
                    .require(
                            BUCKET.matcher(bucket).matches(),
                            bucket.isEmpty()
                                    ? "is missing or empty; name the bucket that holds the token"
                                    : "is not the name of a bucket; use 3 to 63 small letters, digits, dots or dashes",
                            "bucket");
            checkPlace(faults, prefix, region);
            if (endpoint != null) {
                checkAddress(faults, endpoint, "endpoint")
                        .require(
                                !OF_OCI.matcher(String.valueOf(endpoint.getHost()))
                                        .matches(),
                                "is OCI's S3-compatible one, which promises no conditional writes, so two could hold the baton;"
                                        + " use 'oci' in place of 's3'",
                                "endpoint");
            }
            faults.throwIfAny();
        }

        @Override
        public String kind() {
            return "s3";
        }

        @Override
        public String place() {
            return "s3 " + endpoint + " " + bucket; // S3's own have one owner each in all the world
        }
    }

    /**
     * A bucket of OCI Object Storage, by its native API.
     *
     * @param namespace of the tenancy
     * @param bucket its name
     * @param prefix before every key, without a slash at its end; empty for none
     * @param region such as eu-frankfurt-1; null for the one that the credentials name
     * @param endpoint null for the region's own
     * @param auth how requests are signed; default {@link OciAuth#CONFIG_FILE}
     * @param profile of the configuration file; null for DEFAULT
     * @param configFile of the OCI SDK and command line; null for ~/.oci/config
     */
    record Oci(
            String namespace,
            String bucket,
            String prefix,
            @Nullable String region,
            @Nullable URI endpoint,
            OciAuth auth,
            @Nullable String profile,
            @Nullable Path configFile)
            implements StoreConfig {

        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,256}");

        public Oci {
            prefix = withoutLastSlash(prefix);
            Faults faults = new Faults();
            checkName(faults, namespace, "namespace", "give the Object Storage namespace of the tenancy");
            checkName(faults, bucket, "bucket", "name the bucket that holds the token");
            checkPlace(faults, prefix, region);
            if (endpoint != null) {
                checkAddress(faults, endpoint, "endpoint");
            }
            String onlyWithFile = "is used with 'auth: config-file' and 'auth: session-token' only; remove it";
            faults.require(auth.usesFile() || profile == null, onlyWithFile, "profile", "auth")
                    .require(auth.usesFile() || configFile == null, onlyWithFile, "configFile", "auth")
                    .throwIfAny();
        }

        @Override
        public String kind() {
            return "oci";
        }

        @Override
        public String place() {
            return "oci " + endpoint + " " + region + " " + namespace + " " + bucket;
        }

        private static void checkName(Faults faults, String name, String field, String missing) {
            faults.require(
                    NAME.matcher(name).matches(),
                    name.isEmpty()
                            ? "is missing or empty; " + missing
                            : "is not a name; use 1 to 256 letters, digits, dots, dashes or underscores",
                    field);
        }
    }

    private static String withoutLastSlash(String prefix) {
        return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }

    private static void checkPlace(Faults faults, String prefix, @Nullable String region) {
        faults.require(
                        prefix.isEmpty() || prefix.matches("(?!.{201})(?!(.*/)?\\.{1,2}(/.*)?$)[\\w.-]+(/[\\w.-]+)*"),
                        "is not a prefix for keys; use at most 200 characters, in segments of letters, digits, dots,"
                                + " dashes or underscores, joined by '/'",
                        "prefix")
                .require(
                        region == null || region.matches("[a-z0-9-]{1,63}"),
                        "is not the identifier of a region; it has small letters, digits and dashes only",
                        "region");
    }

    /** The rules for the address of a server. */
    static Faults checkAddress(Faults faults, URI address, String field) {
        boolean http = address.getHost() != null
                && ("http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme()));
        boolean bare =
                address.getRawUserInfo() == null && address.getRawQuery() == null && address.getRawFragment() == null;
        return faults.require(
                        http, "must be an address such as http://127.0.0.1:8700, with http or https and a host", field)
                .require(bare, "must not hold a user, a query or a fragment", field);
    }
}
