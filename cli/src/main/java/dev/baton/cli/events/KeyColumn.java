package dev.baton.cli.events;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a line is the key of its event: a column, counted from 1, or none. Knows nothing of quotes. Immutable.
 */
final class KeyColumn {

    /** Lines have no key. */
    static final KeyColumn NONE = new KeyColumn(0, new byte[0]);

    private final int column;
    private final byte[] separator;

    private KeyColumn(int column, byte[] separator) {
        this.column = column;
        this.separator = separator;
    }

    /** That column, of those between separators. */
    static KeyColumn of(int column, byte[] separator) {
        if (column < 1 || separator.length == 0) {
            throw new IllegalArgumentException("column: " + column + " is not a column, or the separator is empty");
        }
        return new KeyColumn(column, separator.clone());
    }

    boolean isNone() {
        return column == 0;
    }

    /** The key in this line; null if it has no such column. */
    byte @Nullable [] in(byte[] line) {
        int start = 0;
        for (int i = 1; i < column; i++) {
            int end = indexOfSeparator(line, start);
            if (end < 0) {
                return null;
            }
            start = end + separator.length;
        }
        int end = indexOfSeparator(line, start);
        return Arrays.copyOfRange(line, start, end < 0 ? line.length : end);
    }

    private int indexOfSeparator(byte[] line, int from) {
        for (int i = from; i + separator.length <= line.length; i++) {
            if (Arrays.equals(line, i, i + separator.length, separator, 0, separator.length)) {
                return i;
            }
        }
        return -1;
    }
}
