package dev.baton.core.frontier;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/** What a {@link Frontier} is, said without any cleverness. */
final class NaiveFrontier {

    private final SortedMap<Long, TreeSet<Long>> sequences = new TreeMap<>();

    boolean add(long producer, long sequence) {
        return sequences.computeIfAbsent(producer, none -> new TreeSet<>()).add(sequence);
    }

    void addRange(long producer, long from, long to) {
        LongStream.range(from, to).forEach(sequence -> add(producer, sequence));
    }

    void addAll(NaiveFrontier other) {
        other.sequences.forEach((producer, theirs) -> theirs.forEach(sequence -> add(producer, sequence)));
    }

    NaiveFrontier without(NaiveFrontier other) {
        NaiveFrontier rest = new NaiveFrontier();
        sequences.forEach((producer, ours) -> ours.stream()
                .filter(sequence -> !other.contains(producer, sequence))
                .forEach(sequence -> rest.add(producer, sequence)));
        return rest;
    }

    boolean contains(long producer, long sequence) {
        return sequences.getOrDefault(producer, new TreeSet<>()).contains(sequence);
    }

    boolean covers(NaiveFrontier other) {
        return other.sequences.entrySet().stream()
                .allMatch(theirs ->
                        sequences.getOrDefault(theirs.getKey(), new TreeSet<>()).containsAll(theirs.getValue()));
    }

    int producers() {
        return sequences.size();
    }

    long events() {
        return sequences.values().stream().mapToLong(TreeSet::size).sum();
    }

    Map<Long, TreeSet<Long>> sequences() {
        return sequences;
    }
}
