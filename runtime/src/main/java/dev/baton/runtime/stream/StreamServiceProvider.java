package dev.baton.runtime.stream;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.RegionId;
import dev.baton.runtime.config.RegionConfig;
import java.util.Optional;

/**
 * Opens stream services of one kind. A module that brings such a service names its provider in {@code META-INF/services}, and is
 * found when it is on the class path.
 *
 * <p>Implementations have a public constructor without parameters, and keep nothing between calls.
 */
public interface StreamServiceProvider {

    /**
     * The service of this region, to be closed by the caller; empty if it is of another kind. Asks no server.
     *
     * @throws InvalidConfigurationException if there cannot be such a service, as when a file it names cannot be read
     */
    Optional<StreamService> open(RegionId region, RegionConfig config);
}
