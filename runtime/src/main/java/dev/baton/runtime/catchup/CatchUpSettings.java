package dev.baton.runtime.catchup;

import dev.baton.core.RegionId;
import java.time.Duration;

/**
 * How to catch up. Immutable.
 *
 * @param region to make whole
 * @param owner a fresh random name of this driver
 * @param bytesPerSecond how much to copy at most
 * @param upAfter how long the region must have answered before it begins
 * @param inPlace whether the region may be caught up while it is the active one; nobody processes meanwhile
 * @param acceptGaps whether to go on without what retention has deleted
 */
public record CatchUpSettings(
        RegionId region, String owner, long bytesPerSecond, Duration upAfter, boolean inPlace, boolean acceptGaps) {}
