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
 */
public record LogJournal(List<Span> spans, SortedMap<RegionId, Mark> marks, @Nullable Checkpoint checkpoint) {

    /** Nothing is known. */
    public static final LogJournal EMPTY = new LogJournal(List.of(), new TreeMap<>(), null);

    public LogJournal {
        spans = List.copyOf(spans);
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

    /** The same without marks and checkpoint, and without spans if the log was made anew. */
    public LogJournal withoutMarks(boolean isNew) {
        return new LogJournal(isNew ? List.of() : spans, new TreeMap<>(), null);
    }

    /** The same, of an episode that has not begun. */
    public LogJournal withoutCheckpoint() {
        return with(null);
    }

    /** The same with this checkpoint. */
    public LogJournal with(@Nullable Checkpoint now) {
        return new LogJournal(spans, marks, now);
    }
}
