package dev.baton.core.quorum;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What lets a proposer change the register again in one round trip: its next ballot was promised together with its last
 * change. For one proposal only: whatever comes of that, the ballot is used up. Immutable if the value is.
 *
 * @param ballot promised by each of {@code tags}
 * @param content what those acceptors have accepted
 * @param tags by acceptor, the tag of the state that has this promise; a majority of them
 */
public record Lead<V>(Ballot ballot, Content<V> content, SortedMap<Integer, String> tags) {

    public Lead {
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
        if (tags.size() < Witnesses.MAJORITY) {
            throw new IllegalArgumentException("tags: must be of a majority");
        }
    }
}
