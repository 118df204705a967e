package dev.baton.core.catchup;

import dev.baton.core.RegionId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known about one log of a region. Immutable.
 *
 * @param spans ascending, without overlaps
 * @param marks up to where the log agrees with that of each other region
 * @param checkpoint of the episode that is under way, null if none is
 * @param inSyncUntil an end that the log has had while the region was IN_SYNC; what was written directly before it was written to a
 *     region that had everything acknowledged
 */
public record LogJournal(
        List<Span> spans, SortedMap<RegionId, Mark> marks, @Nullable Checkpoint checkpoint, long inSyncUntil) {

    /** Nothing is known. */
    public static final LogJournal EMPTY = new LogJournal(List.of(), new TreeMap<>(), null, 0);

    public LogJournal {
        spans = List.copyOf(spans);
        if (inSyncUntil < 0) {
            throw new IllegalArgumentException("inSyncUntil: " + inSyncUntil + "; offsets are not negative");
        }
        marks = Collections.unmodifiableSortedMap(new TreeMap<>(marks));
    }

    /** Up to where the log agrees with that of {@code other}. */
    public Mark mark(RegionId other) {
        return marks.getOrDefault(other, Mark.NONE);
    }

    /** The end of the last span, 0 if there is none. */
    public long spansEnd() {
        return spans.isEmpty() ? 0 : spans.get(spans.size() - 1).to();
    }

    /** The offset before which nothing that was noted of the log can hold if it ends there: it was made anew. */
    public long notedUntil(RegionId other) {
        return Math.max(inSyncUntil, Math.max(mark(other).compared(), spansEnd()));
    }

    /** The same without marks and checkpoint, and as of an unknown log if it was made anew. */
    public LogJournal withoutMarks(boolean isNew) {
        return isNew ? EMPTY : new LogJournal(spans, new TreeMap<>(), null, inSyncUntil);
    }

    /** The same, of an episode that has not begun. */
    public LogJournal withoutCheckpoint() {
        return with(null);
    }

    /** The same with this checkpoint. */
    public LogJournal with(@Nullable Checkpoint now) {
        return new LogJournal(spans, marks, now, inSyncUntil);
    }

    /** The same, of a log that has ended here while its region was IN_SYNC. */
    public LogJournal inSyncUntil(long end) {
        return new LogJournal(spans, marks, checkpoint, Math.max(inSyncUntil, end));
    }
}
