package dev.baton.spark.source;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.RegionId;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.log.KafkaRegionLogs;
import dev.baton.runtime.config.ServiceType;
import dev.baton.runtime.log.RegionLogs;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/** How an executor reaches its region's logs; made on the driver, which has the {@code baton.yaml}. Immutable. */
final class RegionAccess implements Serializable {

    private static final long serialVersionUID = 1;

    private final String region;
    private final ServiceType type;
    private final HashMap<String, String> topics;
    private final HashMap<String, String> kafka = new HashMap<>();

    private RegionAccess(RegionId region, ServiceType type, Map<String, String> topics, Map<String, Object> kafka) {
        this.region = region.value();
        this.type = type;
        this.topics = new HashMap<>(topics);
        kafka.forEach((key, value) -> this.kafka.put(key, value.toString()));
    }

    /** The access that the configuration gives. */
    static RegionAccess of(Installation installation, RegionId region) {
        if (installation.clients().service(region).isPresent()) {
            throw new InvalidConfigurationException(
                    "Region " + region
                            + " is not on Kafka, and executors read Kafka's logs only. Use its Kafka endpoint (type: oci-kafka), or a BatonProcessor");
        }
        return new RegionAccess(
                region,
                installation.config().region(region).type(),
                installation.topics(region),
                installation.kafkaProperties(region, Map.of()));
    }

    /** Connects when it is first asked. */
    RegionLogs open() {
        return new KafkaRegionLogs(new RegionId(region), type, topics, kafka);
    }

    /** Where, and nothing that may be secret. */
    @Override
    public String toString() {
        return region + " at " + kafka.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
    }
}
