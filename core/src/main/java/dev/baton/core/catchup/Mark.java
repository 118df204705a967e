package dev.baton.core.catchup;

/**
 * Two logs were found to agree up to here: everything before {@code theirs} in the other region's log is in the own one. The next
 * comparison need not look further back. Immutable.
 *
 * @param theirs offset in the other region's log
 * @param own offset in the own log; what is compared next lies at or after it
 */
public record Mark(long theirs, long own) {

    /** Nothing was compared yet. */
    public static final Mark NONE = new Mark(0, 0);

    public Mark {
        if (theirs < 0 || own < 0) {
            throw new IllegalArgumentException("mark: " + theirs + ", " + own + "; offsets are not negative");
        }
    }
}
