package dev.baton.core.catchup;

import dev.baton.core.frontier.Frontier;
import java.util.HashMap;
import java.util.Map;

/**
 * Decides which events of the source are copied into the log of a region that was away (rule C, steps 3 and 4): from the first
 * event of a producer that the region lacks, every one – also those that it has by now, as only complete copies keep order.
 *
 * <p>To be asked about the source's events in delivery order. In it a producer's acknowledged events ascend, so the first that is
 * lacking is found before anything after it. One that comes after a higher sequence was never acknowledged, or repeats what both
 * regions have from before: if it is lacking it is copied alone, as what stands between is not copied any more. So is what its
 * producer had given up before the region was lost: for its sake nothing that both regions have is copied. For one thread.
 */
public final class Copies {

    private final Holdings held;
    private final Frontier seen = new Frontier();
    private final Map<Long, Long> firstMissing;
    private final Map<Long, Long> passed;

    /**
     * A decision that begins or goes on.
     *
     * @param held what the region has
     * @param firstMissing what was found before, empty at the beginning
     * @param passed likewise, see {@link #passed()}
     */
    public Copies(Holdings held, Map<Long, Long> firstMissing, Map<Long, Long> passed) {
        this.held = held;
        this.firstMissing = new HashMap<>(firstMissing);
        this.passed = new HashMap<>(passed);
    }

    /** True if this event of the source, the next in delivery order, must be copied. A repeat in the source is not. */
    public boolean mustCopy(long producer, long sequence) {
        if (!seen.add(producer, sequence)) {
            return false;
        }
        Long first = firstMissing.get(producer);
        boolean isHeld = held.inOrder().contains(producer, sequence);
        if (first != null) {
            return sequence >= first || !isHeld;
        }
        boolean isStraggler = sequence < Math.max(passed.getOrDefault(producer, 0L), held.givenUpBelow(producer));
        if (isHeld && !isStraggler) {
            passed.put(producer, sequence + 1);
        } else if (!isHeld && !isStraggler) {
            firstMissing.put(producer, sequence);
            passed.remove(producer);
        }
        return !isHeld;
    }

    /** By producer of which nothing is missing so far, the sequence after the highest that was asked about. */
    public Map<Long, Long> passed() {
        return Map.copyOf(passed);
    }

    /** By producer, the sequence from which on everything is copied. */
    public Map<Long, Long> firstMissing() {
        return Map.copyOf(firstMissing);
    }

    /** Every event of the source that this was asked about. */
    public Frontier seen() {
        return seen;
    }
}
