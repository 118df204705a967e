package dev.baton.core.frontier;

import java.util.Arrays;

/** Sorted, disjoint, non-touching half-open intervals in one array: start, end, start, end … */
final class Intervals {

    private Intervals() {}

    static boolean contains(long[] intervals, long value) {
        int found = Arrays.binarySearch(intervals, value);
        // Found exactly: starts (even) are inside, ends (odd) are not. Not found: inside if the insertion point is an
        // end.
        return found >= 0 ? found % 2 == 0 : (-found - 1) % 2 == 1;
    }

    /** True if one of them contains all of [start, end). */
    static boolean covers(long[] intervals, long start, long end) {
        int found = Arrays.binarySearch(intervals, start);
        int interval = found >= 0 ? found : -found - 2; // index of the last bound at or below start
        return interval >= 0 && interval % 2 == 0 && end <= intervals[interval + 1];
    }

    static long[] append(long[] intervals, long start, long end) {
        long[] longer = Arrays.copyOf(intervals, intervals.length + 2);
        longer[intervals.length] = start;
        longer[intervals.length + 1] = end;
        return longer;
    }

    /** With [start, end) added, and whatever it overlaps or touches joined with it. */
    static long[] insert(long[] intervals, long start, long end) {
        long[] merged = new long[intervals.length + 2];
        int size = 0;
        int i = 0;
        for (; i < intervals.length && intervals[i + 1] < start; i += 2) {
            merged[size++] = intervals[i];
            merged[size++] = intervals[i + 1];
        }
        long joinedStart = start;
        long joinedEnd = end;
        for (; i < intervals.length && intervals[i] <= end; i += 2) {
            joinedStart = Math.min(joinedStart, intervals[i]);
            joinedEnd = Math.max(joinedEnd, intervals[i + 1]);
        }
        merged[size++] = joinedStart;
        merged[size++] = joinedEnd;
        for (; i < intervals.length; i++) {
            merged[size++] = intervals[i];
        }
        return Arrays.copyOf(merged, size);
    }

    /** What is in {@code intervals} and not in {@code others}. */
    static long[] subtract(long[] intervals, long[] others) {
        long[] left = new long[intervals.length + others.length]; // each of the others splits at most one
        int size = 0;
        int next = 0;
        for (int i = 0; i < intervals.length; i += 2) {
            long start = intervals[i];
            long end = intervals[i + 1];
            while (next < others.length && others[next + 1] <= start) {
                next += 2;
            }
            for (int cut = next; cut < others.length && others[cut] < end; cut += 2) {
                if (start < others[cut]) {
                    left[size++] = start;
                    left[size++] = others[cut];
                }
                start = others[cut + 1];
            }
            if (start < end) {
                left[size++] = start;
                left[size++] = end;
            }
        }
        return Arrays.copyOf(left, size);
    }
}
