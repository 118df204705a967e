package dev.baton.runtime.config;

import dev.baton.core.RegionId;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;

/** The rules that tie streams to regions: each log of each stream must be a different one. */
final class Topics {

    private final SortedMap<RegionId, RegionConfig> regions;
    private final SortedMap<String, StreamConfig> streams;

    Topics(SortedMap<RegionId, RegionConfig> regions, SortedMap<String, StreamConfig> streams) {
        this.regions = regions;
        this.streams = streams;
    }

    void check(Faults faults) {
        streams.forEach((stream, config) -> {
            faults.require(TopicName.isLegal(stream), TopicName.RIGHT, "streams." + stream);
            config.topics()
                    .keySet()
                    .forEach(region -> faults.require(
                            regions.containsKey(region),
                            "is for a region that there is not; the regions are " + Words.list(regions.keySet()),
                            path(stream, region),
                            "regions"));
        });
        checkServicesDiffer(faults);
        regions.keySet().forEach(region -> checkTopicsDiffer(region, faults));
    }

    /** One service may stand for two regions when trying things out, if no stream has the same topic in both. */
    private void checkServicesDiffer(Faults faults) {
        Map<RegionConfig, RegionId> services = new HashMap<>();
        regions.forEach((region, config) -> {
            RegionId twin = services.putIfAbsent(config, region);
            boolean isShared = twin != null
                    && streams.keySet().stream()
                            .anyMatch(stream -> topic(stream, region).equals(topic(stream, twin)));
            faults.require(
                    !isShared,
                    "is the service of " + twin + " too" + "; two regions must be two services",
                    "regions." + region + place(config),
                    "regions." + twin + place(config),
                    "streams");
        });
    }

    private static String place(RegionConfig config) {
        return config.type().usesKafka() ? ".kafka." + KafkaProperties.BOOTSTRAP_SERVERS : ".oci";
    }

    private void checkTopicsDiffer(RegionId region, Faults faults) {
        Map<String, String> owners = new HashMap<>();
        streams.keySet().forEach(stream -> {
            String owner = owners.putIfAbsent(topic(stream, region), stream);
            faults.require(
                    owner == null,
                    "is the topic of stream '" + owner + "' too; two streams must be two topics",
                    path(stream, region),
                    path(owner == null ? stream : owner, region));
        });
    }

    private String topic(String stream, RegionId region) {
        StreamConfig config = streams.get(stream);
        return config == null ? stream : config.topics().getOrDefault(region, stream);
    }

    private static String path(String stream, RegionId region) {
        return "streams." + stream + ".topics." + region;
    }
}
