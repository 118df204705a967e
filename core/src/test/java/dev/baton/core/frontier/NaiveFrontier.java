package dev.baton.core.frontier;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/** What a {@link Frontier} is, said without any cleverness. */
final class NaiveFrontier {

    private final SortedMap<Long, TreeSet<Long>> sequences = new TreeMap<>();
    private final Map<Long, Long> grewIn = new TreeMap<>(); // the round in which each producer grew last
    private long round;

    boolean add(long producer, long sequence) {
        boolean grows =
                sequences.computeIfAbsent(producer, none -> new TreeSet<>()).add(sequence);
        if (grows) {
            grewIn.put(producer, round);
        }
        return grows;
    }

    void addRange(long producer, long from, long to) {
        LongStream.range(from, to).forEach(sequence -> add(producer, sequence));
        grewIn.put(producer, round);
    }

    void addAll(NaiveFrontier other) {
        endRounds(other.round - round);
        other.sequences.forEach((producer, theirs) -> {
            if (isKept(other, producer)) {
                sequences.computeIfAbsent(producer, none -> new TreeSet<>()).addAll(theirs);
                grewIn.merge(producer, other.grewIn.getOrDefault(producer, 0L), Math::max);
            }
        });
    }

    /** Forgets whoever has not grown in this round nor in the two before it. */
    void endRounds(long count) {
        round += Math.max(0, count);
        sequences.keySet().removeIf(producer -> !isKept(this, producer));
        grewIn.keySet().retainAll(sequences.keySet());
    }

    private boolean isKept(NaiveFrontier owner, long producer) {
        return Math.max(round, owner.round) - owner.grewIn.getOrDefault(producer, 0L) <= 2;
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
                .filter(theirs -> isKept(other, theirs.getKey()))
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
