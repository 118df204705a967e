package dev.baton.runtime.config;

import dev.baton.core.Decoded;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much may be transferred per second, as people write it: {@code 50MiB}, {@code 512KiB}, {@code 1GiB}, {@code unlimited}.
 * Immutable.
 *
 * @param bytesPerSecond more than any machine transfers if there is no limit
 */
public record ByteRate(long bytesPerSecond) {

    /** No limit. */
    public static final ByteRate UNLIMITED = new ByteRate(Long.MAX_VALUE);

    private static final String NO_LIMIT = "unlimited";
    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,9}) ?(KiB|MiB|GiB)");
    private static final Map<String, Integer> UNIT_BITS = Map.of("KiB", 10, "MiB", 20, "GiB", 30);

    /** The rate, or why {@code text} is none. */
    public static Decoded<ByteRate> read(String text) {
        if (text.equals(NO_LIMIT)) {
            return new Decoded.Value<>(UNLIMITED);
        }
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            return new Decoded.Malformed<>(
                    "is not a number of bytes per second; use a whole number and a unit (KiB, MiB or"
                            + " GiB), such as 50MiB, or 'unlimited'");
        }
        int bits = UNIT_BITS.getOrDefault(written.group(2), 0);
        return new Decoded.Value<>(new ByteRate(Long.parseLong(written.group(1)) << bits));
    }
}
