package dev.baton.runtime.config;

import dev.baton.core.Decoded;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 250ms}, {@code 2s}, {@code 1m}, {@code 24h}. */
public final class DurationText {

    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,9}) ?(ms|s|m|h)");

    private static final Map<String, ChronoUnit> UNITS =
            Map.of("ms", ChronoUnit.MILLIS, "s", ChronoUnit.SECONDS, "m", ChronoUnit.MINUTES, "h", ChronoUnit.HOURS);

    private DurationText() {}

    /** The duration, or why {@code text} is none. */
    public static Decoded<Duration> read(String text) {
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            return new Decoded.Malformed<>(
                    "is not a duration; use a whole number and a unit (ms, s, m or h), such as 250ms or 2s");
        }
        ChronoUnit unit = UNITS.getOrDefault(written.group(2), ChronoUnit.MILLIS);
        return new Decoded.Value<>(Duration.of(Long.parseLong(written.group(1)), unit));
    }
}
