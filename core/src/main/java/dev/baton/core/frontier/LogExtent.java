package dev.baton.core.frontier;

/**
 * What one region's log holds, at some moment at which the region was IN_SYNC. Immutable.
 *
 * @param start offset of the oldest record that is left
 * @param end offset after the newest
 * @param episode of the region's latest catch-up, as the token counts them
 */
public record LogExtent(long start, long end, long episode) {

    public LogExtent {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("extent: [" + start + ", " + end + ") is negative");
        }
        if (episode < 0) {
            throw new IllegalArgumentException("episode: " + episode + " is negative");
        }
    }
}
