package dev.baton.core.quorum;

import dev.baton.core.Decoded;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number of one attempt to change a register; it is bound to at most one value, for ever. Immutable.
 *
 * @param counter from 1, higher than every one that its proposer had seen; 0 only in {@link #ZERO}
 * @param proposer one run of one process, drawn at random when it starts, so that no two proposers draw one ballot
 */
public record Ballot(long counter, String proposer) implements Comparable<Ballot> {

    /** Below every other: of an acceptor that has promised or accepted nothing. */
    public static final Ballot ZERO = new Ballot(0, "");

    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,17})\\.([0-9a-z-]{1,64})");
    private static final Comparator<Ballot> ORDER =
            Comparator.comparingLong(Ballot::counter).thenComparing(Ballot::proposer);

    public Ballot {
        if (counter < 0 || (counter == 0) != proposer.isEmpty()) {
            throw new IllegalArgumentException("counter: must be positive, with a proposer");
        }
    }

    /** The ballot that {@link #toString} wrote. */
    public static Decoded<Ballot> read(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (matcher.matches()) {
            return new Decoded.Value<>(new Ballot(Long.parseLong(matcher.group(1)), matcher.group(2)));
        }
        return text.equals(ZERO.toString())
                ? new Decoded.Value<>(ZERO)
                : new Decoded.Malformed<>("is no ballot, such as 12.9f3a");
    }

    /** True if this is the higher one. */
    public boolean isAbove(Ballot other) {
        return compareTo(other) > 0;
    }

    /** The higher of the two. */
    public Ballot max(Ballot other) {
        return isAbove(other) ? this : other;
    }

    @Override
    public int compareTo(Ballot other) {
        return ORDER.compare(this, other);
    }

    /** Such as {@code 12.9f3a}. */
    @Override
    public String toString() {
        return counter == 0 ? "0" : counter + "." + proposer;
    }
}
