package dev.baton.runtime.config;

/** What serves a region's streams. */
public enum ServiceType {
    /** Kafka, or a service that does all that Kafka does, such as OCI Streaming with Apache Kafka. */
    KAFKA(true),
    /** OCI Streaming by its native API. */
    OCI(false),
    /** OCI Streaming by its Kafka endpoint, which has no idempotent producers. */
    OCI_KAFKA(true);

    private final boolean usesKafka;

    ServiceType(boolean usesKafka) {
        this.usesKafka = usesKafka;
    }

    /** True if it is reached by Kafka's protocol. */
    public boolean usesKafka() {
        return usesKafka;
    }
}
