package dev.baton.core.catchup;

/**
 * What an earlier comparison of two logs has found: everything before {@code theirs} in the other region's log is in the own one, and
 * what was written to both and stands behind {@code theirs} there stands behind {@code own} here. The next comparison need not look
 * further back. Immutable.
 *
 * @param theirs offset in the other region's log
 * @param own offset in the own log
 * @param compared offset in the own log up to which it was compared: what stands before it is not missing there, or has had to be left
 */
public record Mark(long theirs, long own, long compared) {

    /** Nothing was compared yet. */
    public static final Mark NONE = new Mark(0, 0, 0);

    public Mark {
        if (theirs < 0 || own < 0 || compared < own) {
            throw new IllegalArgumentException("mark: " + theirs + ", " + own + ", " + compared
                    + "; offsets are not negative, and nothing is compared backwards");
        }
    }
}
