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
    private final HashMap<String, String> topics;
    private final HashMap<String, String> kafka = new HashMap<>();
    private final @Nullable OciAccess oci;

    private RegionAccess(Installation installation, RegionId region) {
        RegionConfig config = installation.config().region(region);
        this.region = region.value();
        this.type = config.type();
        this.topics = new HashMap<>(installation.topics(region));
        installation.kafkaProperties(region, Map.of()).forEach((key, value) -> kafka.put(key, value.toString()));
        this.oci = config.oci().map(OciAccess::of).orElse(null);
    }

    /** The access that the configuration gives. */
    static RegionAccess of(Installation installation, RegionId region) {
        return new RegionAccess(installation, region);
    }

    /** Connects when it is first asked. */
    RegionLogs open() {
        RegionId id = new RegionId(region);
        return new KafkaRegionLogs(id, type, topics, kafka, oci == null ? null : oci.service(id));
    }

    /** Where, and nothing that may be secret. */
    @Override
    public String toString() {
        return region + " at " + (oci == null ? kafka.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG) : oci);
    }
}
