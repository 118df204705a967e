package dev.baton.kafka.client;

/** The properties that Baton's clients understand beside Kafka's own. */
public final class BatonProperties {

    /** Path of the {@code baton.yaml}. Required. */
    public static final String CONFIG = "baton.config";

    /** The region this client runs in, such as {@code r1}. Required for consumers; for producers a preference only. */
    public static final String REGION = "baton.region";

    /** {@code max-protection}, {@code max-availability} (default) or {@code max-performance}; producers only. */
    public static final String PROTECTION = "baton.protection";

    /**
     * {@code fail} (default) or {@code skip}: whether a consumer goes on, with a warning, where retention has deleted events before
     * they took effect.
     */
    public static final String EXPIRED = "baton.expired";

    static final String PREFIX = "baton.";

    private BatonProperties() {}
}
