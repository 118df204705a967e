package dev.baton.oci;

import dev.baton.core.RegionId;
import dev.baton.runtime.config.RegionConfig;
import dev.baton.runtime.stream.StreamService;
import dev.baton.runtime.stream.StreamServiceProvider;
import java.util.Optional;

/** Opens the regions of {@code type: oci}. Stateless. */
public final class OciStreamServiceProvider implements StreamServiceProvider {

    @Override
    public Optional<StreamService> open(RegionId region, RegionConfig config) {
        return config.oci().map(oci -> new OciStreamService(region, oci));
    }
}
