package dev.baton.spark.source;

import dev.baton.core.RegionId;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.log.KafkaRegionLogs;
import dev.baton.runtime.config.RegionConfig;
import dev.baton.runtime.config.ServiceType;
import dev.baton.runtime.log.RegionLogs;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;

/** How an executor reaches its region's logs; made on the driver, which has the {@code baton.yaml}. Immutable. */
final class RegionAccess implements Serializable {

    private static final long serialVersionUID = 2;

    private final String region;
    private final ServiceType type;
    private final String stream;
    private final String topic;
    private final HashMap<String, String> kafka = new HashMap<>();
    private final @Nullable OciAccess oci;

    private RegionAccess(Installation installation, RegionId region, String stream) {
        RegionConfig config = installation.config().region(region);
        this.region = region.value();
        this.type = config.type();
        String topic = installation.config().topic(stream, region);
        this.topic = installation
                .clients()
                .service(region)
                .map(service -> service.identity(topic))
                .orElse(topic);
        this.stream = stream;
        installation.kafkaProperties(region, Map.of()).forEach((key, value) -> kafka.put(key, value.toString()));
        this.oci = config.oci().map(OciAccess::of).orElse(null);
    }

    /**
     * The access to a stream that the configuration gives. Where the service has names for streams that none has again, executors get
     * that: what they know of it stays right when another stream is made under the same name.
     */
    static RegionAccess of(Installation installation, RegionId region, String stream) {
        return new RegionAccess(installation, region, stream);
    }

    /** Connects when it is first asked. */
    RegionLogs open() {
        RegionId id = new RegionId(region);
        return new KafkaRegionLogs(id, type, Map.of(stream, topic), kafka, oci == null ? null : oci.service(id));
    }

    /** Where, and nothing that may be secret. */
    @Override
    public String toString() {
        return region + " at " + (oci == null ? kafka.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG) : oci);
    }
}
