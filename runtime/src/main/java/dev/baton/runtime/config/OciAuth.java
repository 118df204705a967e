package dev.baton.runtime.config;

/** Where the identity comes from that signs requests to OCI. */
public enum OciAuth {
    /** A user's API key, which the configuration file names. */
    CONFIG_FILE(true),
    /** The compute instance that this process runs on. */
    INSTANCE_PRINCIPAL(false),
    /** The resource that this process is, such as a function or a container instance. */
    RESOURCE_PRINCIPAL(false),
    /** A token of limited life, which the configuration file names. */
    SESSION_TOKEN(true);

    private final boolean usesFile;

    OciAuth(boolean usesFile) {
        this.usesFile = usesFile;
    }

    /** True if a configuration file says who signs. */
    public boolean usesFile() {
        return usesFile;
    }
}
