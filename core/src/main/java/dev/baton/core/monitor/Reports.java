package dev.baton.core.monitor;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one reader has read of others' reports, and how old each can be at most. Immutable: each reading gives the next.
 *
 * <p>Nobody's clock is compared with another's. A report was certainly made after the reader had <em>asked</em> for the last time
 * and still got the one before; from then on its age is counted, on the reader's own monotonic clock. So the first report that is
 * ever read of somebody has no known age: it may have been lying there for a year.
 */
public final class Reports {

    /** Nobody has been heard. */
    public static final Reports NONE = new Reports(Collections.emptySortedMap());

    private final SortedMap<String, Heard> byReporter;

    private Reports(SortedMap<String, Heard> byReporter) {
        this.byReporter = byReporter;
    }

    /**
     * The newest report of one reporter, as just read.
     *
     * @param report that was read
     * @param askedNanos before the request was sent; not before that of any earlier reading
     */
    public Reports heard(Report report, long askedNanos) {
        SortedMap<String, Heard> next = new TreeMap<>(byReporter);
        Heard last = next.get(report.by());
        next.put(report.by(), last == null ? new Heard(report, askedNanos, null) : last.followedBy(report, askedNanos));
        return new Reports(next);
    }

    /** Without those that are not among {@code reporters}, so that what is kept stays bounded. */
    public Reports only(Collection<String> reporters) {
        SortedMap<String, Heard> next = new TreeMap<>(byReporter);
        next.keySet().retainAll(reporters);
        return new Reports(next);
    }

    /** The newest report of {@code reporter}, however old. */
    public Optional<Report> newest(String reporter) {
        return Optional.ofNullable(byReporter.get(reporter)).map(Heard::report);
    }

    /** The newest report of {@code reporter}, if it is certainly not older than {@code validFor}. */
    public Optional<Report> fresh(String reporter, Duration validFor, long nowNanos) {
        return Optional.ofNullable(byReporter.get(reporter))
                .filter(heard -> heard.isYounger(validFor, nowNanos))
                .map(Heard::report);
    }

    /** Everybody who was ever heard and not dropped since. */
    public Collection<String> reporters() {
        return Collections.unmodifiableSet(new TreeSet<>(byReporter.keySet()));
    }

    /**
     * One reporter.
     *
     * @param report the newest
     * @param askedNanos of the latest reading that gave it
     * @param madeAfterNanos of the latest reading that gave an older one; null if there was none
     */
    private record Heard(Report report, long askedNanos, @Nullable Long madeAfterNanos) {

        Heard followedBy(Report next, long nowAskedNanos) {
            return next.isSameAs(report)
                    ? new Heard(report, nowAskedNanos, madeAfterNanos)
                    : new Heard(next, nowAskedNanos, askedNanos);
        }

        boolean isYounger(Duration age, long nowNanos) {
            return madeAfterNanos != null && nowNanos - madeAfterNanos <= age.toNanos();
        }
    }
}
