package dev.baton.spark.source;

import dev.baton.core.LogId;
import dev.baton.runtime.log.Extent;
import dev.baton.runtime.log.RegionLogs;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A place in a log that has the same meaning in every region. Immutable. */
sealed interface Place {

    /** The offset of this place in each of the logs, which hold {@code extents}. */
    SortedMap<LogId, Long> offsets(RegionLogs logs, SortedMap<LogId, Extent> extents);

    /** The place for a query that has begun and does not know how far it is: {@code latest} would pass over what came since. */
    default Place again() {
        return this;
    }

    /** Reads {@code earliest}, {@code latest} or an instant; empty if it is none of these. */
    static Optional<Place> parse(String text) {
        if (text.equalsIgnoreCase("earliest")) {
            return Optional.of(new Earliest());
        }
        if (text.equalsIgnoreCase("latest")) {
            return Optional.of(new Latest());
        }
        try {
            return Optional.of(new At(Instant.parse(text).toEpochMilli()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The oldest record that retention has left. */
    record Earliest() implements Place {
        @Override
        public SortedMap<LogId, Long> offsets(RegionLogs logs, SortedMap<LogId, Extent> extents) {
            SortedMap<LogId, Long> offsets = new TreeMap<>();
            extents.forEach((log, extent) -> offsets.put(log, extent.start()));
            return offsets;
        }
    }

    /** After the newest record. */
    record Latest() implements Place {
        @Override
        public Place again() {
            return new Earliest();
        }

        @Override
        public SortedMap<LogId, Long> offsets(RegionLogs logs, SortedMap<LogId, Extent> extents) {
            SortedMap<LogId, Long> offsets = new TreeMap<>();
            extents.forEach((log, extent) -> offsets.put(log, extent.end()));
            return offsets;
        }
    }

    /** The first record of at least that time; a hint, as timestamps may be anything. */
    record At(long millis) implements Place {
        @Override
        public SortedMap<LogId, Long> offsets(RegionLogs logs, SortedMap<LogId, Extent> extents) {
            return logs.offsetsAt(extents.keySet(), millis);
        }
    }
}
