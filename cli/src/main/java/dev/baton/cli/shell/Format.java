package dev.baton.cli.shell;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** How times and numbers are shown to people. */
public final class Format {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    private static final double MILLIS_PER_SECOND = 1000;
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int SECONDS_PER_HOUR = 3600;
    private static final int BYTES_PER_KIB = 1024;
    private static final List<String> BYTE_UNITS = List.of("B", "KiB", "MiB", "GiB");

    private Format() {}

    /** Such as {@code 12 ms}, {@code 1.65 s}. */
    public static String duration(Duration duration) {
        long millis = duration.toMillis();
        return millis < MILLIS_PER_SECOND
                ? millis + " ms"
                : String.format(Locale.ROOT, "%.2f s", millis / MILLIS_PER_SECOND);
    }

    /** Such as {@code 2026-01-31 12:00:07 (3 min ago)}, in the local time zone. */
    public static String time(Instant instant, Instant now) {
        return TIME.format(instant.atZone(ZoneId.systemDefault())) + " (" + ago(instant, now) + ")";
    }

    /** Such as {@code 12:00:07.123}, in the local time zone. */
    public static String clock(Instant instant) {
        return CLOCK.format(instant.atZone(ZoneId.systemDefault()));
    }

    /** Such as {@code 45 s}, {@code 12 min}, {@code 3.5 h}: for what is only estimated. */
    public static String about(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 2 * SECONDS_PER_MINUTE) {
            return seconds + " s";
        }
        return seconds < 2 * SECONDS_PER_HOUR
                ? Math.round(seconds / (double) SECONDS_PER_MINUTE) + " min"
                : String.format(Locale.ROOT, "%.1f h", seconds / (double) SECONDS_PER_HOUR);
    }

    /** Such as {@code 512 B}, {@code 12.3 MiB}. */
    public static String bytes(long bytes) {
        double value = bytes;
        for (String unit : BYTE_UNITS) {
            if (value < BYTES_PER_KIB) {
                return (unit.equals("B") ? String.valueOf(bytes) : String.format(Locale.ROOT, "%.1f", value)) + " "
                        + unit;
            }
            value /= BYTES_PER_KIB;
        }
        return String.format(Locale.ROOT, "%.1f TiB", value);
    }

    /** Such as {@code 20,000}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** The number and the noun, with an s unless it is one. */
    public static String count(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    private static String ago(Instant instant, Instant now) {
        for (ChronoUnit unit : new ChronoUnit[] {ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES}) {
            long amount = unit.between(instant, now);
            if (amount >= 1) {
                String name = unit.name().toLowerCase(Locale.ROOT);
                return amount + " " + (amount == 1 ? name.substring(0, name.length() - 1) : name) + " ago";
            }
        }
        return Math.max(0, ChronoUnit.SECONDS.between(instant, now)) + " s ago";
    }
}
