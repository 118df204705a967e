package dev.baton.core;

/** The fencing number: grows by one each time a handover ends, and never falls. Immutable. */
public record Term(long value) implements Comparable<Term> {

    public Term {
        if (value < 1) {
            throw new IllegalArgumentException("term: " + value + " is not a term; terms start at 1");
        }
    }

    /** The term after this one. */
    public Term next() {
        return new Term(Math.addExact(value, 1));
    }

    @Override
    public int compareTo(Term other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
