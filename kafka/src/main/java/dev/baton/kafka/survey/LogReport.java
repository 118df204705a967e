package dev.baton.kafka.survey;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The logs of one stream in one region. Immutable.
 *
 * @param partitions how many there are
 * @param end the sum of their end offsets
 * @param lags by consumer group, how many events behind the end its committed positions are; a few seconds old, and only of
 *     groups that have consumers where the baton is
 */
public record LogReport(int partitions, long end, SortedMap<String, Long> lags) {

    public LogReport {
        lags = Collections.unmodifiableSortedMap(new TreeMap<>(lags));
    }
}
