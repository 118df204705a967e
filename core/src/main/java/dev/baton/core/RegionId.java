package dev.baton.core;

import java.util.regex.Pattern;

/** The name of a region, such as {@code r1}: 1 to 63 letters, digits, dots, dashes or underscores. Immutable. */
public record RegionId(String value) implements Comparable<RegionId> {

    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    public RegionId {
        if (!LEGAL.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "region: '" + value
                            + "' is not a name; use 1 to 63 letters, digits, dots, dashes or underscores, starting with a letter or digit");
        }
    }

    @Override
    public int compareTo(RegionId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
