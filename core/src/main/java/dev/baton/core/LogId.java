package dev.baton.core;

import java.util.Comparator;

/** One partition of one stream; together with a region it names a log. Immutable. */
public record LogId(String stream, int partition) implements Comparable<LogId> {

    private static final Comparator<LogId> ORDER =
            Comparator.comparing(LogId::stream).thenComparingInt(LogId::partition);

    public LogId {
        if (stream.isEmpty()) {
            throw new IllegalArgumentException("stream: must not be empty");
        }
        if (partition < 0) {
            throw new IllegalArgumentException("partition: " + partition + " of stream '" + stream + "' is negative");
        }
    }

    @Override
    public int compareTo(LogId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return stream + "-" + partition;
    }
}
