package dev.baton.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What happened: the last of it in words, all of it in one number that differs as soon as anything does. */
final class Trace {

    private static final int KEPT = 60; // what a person can read
    private static final long PRIME = 0x100000001b3L;
    private static final double NANOS = 1e9;

    private final long[] times = new long[KEPT];
    private final String[] who = new String[KEPT];
    private final String[] what = new String[KEPT];
    private final long[] ones = new long[KEPT];
    private final long[] twos = new long[KEPT];
    private final @Nullable String[] texts = new String[KEPT];
    private long hash = 0xcbf29ce484222325L;
    private int noted;

    /** {@code what} may hold {@code #} for each of the two numbers. */
    void note(long now, String whose, String did, long one, long two) {
        keep(now, whose, did, one, two, null);
        mix(one);
        mix(two);
    }

    void note(long now, String whose, String did, String text) {
        keep(now, whose, did, 0, 0, text);
        mix(text.hashCode());
    }

    /** The same for the same history in any JVM, and another for any other. */
    long hash() {
        return hash;
    }

    /** The last of it, a line each. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int i = Math.max(0, noted - KEPT); i < noted; i++) {
            lines.add(line(i % KEPT));
        }
        return lines;
    }

    private String line(int i) {
        String text = texts[i];
        String did = what[i];
        if (text == null) {
            did = did.replaceFirst("#", Long.toString(ones[i])).replaceFirst("#", Long.toString(twos[i]));
        } else {
            did = did + " " + text;
        }
        return String.format(Locale.ROOT, "%11.6f s  %-12s %s", times[i] / NANOS, who[i], did);
    }

    private void keep(long now, String whose, String did, long one, long two, @Nullable String text) {
        int i = noted % KEPT;
        noted++;
        times[i] = now;
        who[i] = whose;
        what[i] = did;
        ones[i] = one;
        twos[i] = two;
        texts[i] = text;
        mix(now);
        mix(whose.hashCode());
        mix(did.hashCode());
    }

    private void mix(long value) {
        hash = (hash ^ value) * PRIME;
        hash ^= hash >>> 29;
    }
}
