package dev.baton.runtime.stream;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.RegionId;
import dev.baton.runtime.config.RegionConfig;
import java.util.Optional;
import java.util.ServiceLoader;

/** Opens the stream service that a region's configuration names. Stateless. */
public final class StreamServices {

    private StreamServices() {}

    /**
     * The service of this region, to be closed by the caller; empty if the region's is Kafka. Asks no server.
     *
     * @throws InvalidConfigurationException if the module is missing that brings such services, or as that module says
     */
    public static Optional<StreamService> open(RegionId region, RegionConfig config) {
        if (config.oci().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                ServiceLoader.load(StreamServiceProvider.class, StreamServiceProvider.class.getClassLoader()).stream()
                        .map(provider -> provider.get().open(region, config))
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElseThrow(() -> new InvalidConfigurationException("Region " + region
                                + " is on OCI Streaming, but nothing on the class path can open it. Add the module"
                                + " dev.baton:baton-oci, of the same version as Baton's others.")));
    }
}
