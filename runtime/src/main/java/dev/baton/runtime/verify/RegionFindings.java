package dev.baton.runtime.verify;

import java.util.List;

/**
 * What was found in one region's copy of a log. Only records that are judged count. Immutable.
 *
 * @param records that were judged, those without an id included
 * @param missing events that another region has and this one has not
 * @param repeated records whose event stands before them; retries and catch-up repeat, and readers drop it (rule D)
 * @param outOfOrder events that come first after a later one of their producer
 * @param withoutId records that cannot be compared, as they have no id
 * @param passedOver records that were read and not judged, as they are too old
 * @param gaps the first few stretches of what is missing
 */
public record RegionFindings(
        long records, long missing, long repeated, long outOfOrder, long withoutId, long passedOver, List<Gap> gaps) {

    public RegionFindings {
        gaps = List.copyOf(gaps);
    }

    /** Both together; the gaps are this one's. */
    RegionFindings plus(RegionFindings other) {
        return new RegionFindings(
                records + other.records,
                missing + other.missing,
                repeated + other.repeated,
                outOfOrder + other.outOfOrder,
                withoutId + other.withoutId,
                passedOver + other.passedOver,
                gaps);
    }

    /** True if this region's log is not as it should be. */
    public boolean differs() {
        return missing > 0 || outOfOrder > 0;
    }
}
