package dev.baton.runtime.monitor;

import java.time.Duration;

/**
 * Finds out whether one region serves its clients, by doing what a client does.
 *
 * <p>One thread at a time probes. Closing is possible from any thread, also during a probe.
 */
public interface RegionProbe extends AutoCloseable {

    /**
     * One probe. Must return within {@code timeout}, whatever the region does: nothing, half of it, or hang. Must not throw: a
     * region that cannot be reached is a result. May be called again at once.
     *
     * <p>A success must be of this very probe. What an earlier one sent and what arrives late counts for nothing.
     */
    ProbeResult probe(Duration timeout);

    /** Frees what the probe holds, within a second. May be called again; the probe is not used afterwards. */
    @Override
    void close();
}
