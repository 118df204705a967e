package dev.baton.runtime.marker;

import dev.baton.core.RegionId;
import dev.baton.core.token.TokenStore;
import dev.baton.runtime.store.ObjectStore;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * What mirroring needs from outside.
 *
 * @param name of the installation
 * @param tokens where the token is read
 * @param claims the store of the token, which keeps the claim too
 * @param markers the store of the markers
 * @param objects what the marker of each region is called
 * @param nanoTime a monotonic clock, in nanoseconds
 */
public record MarkerPorts(
        String name,
        TokenStore tokens,
        ObjectStore claims,
        ObjectStore markers,
        SortedMap<RegionId, String> objects,
        LongSupplier nanoTime) {

    public MarkerPorts {
        objects = Collections.unmodifiableSortedMap(new TreeMap<>(objects));
    }
}
