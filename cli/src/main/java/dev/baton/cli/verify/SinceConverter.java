package dev.baton.cli.verify;

import dev.baton.core.Decoded;
import dev.baton.runtime.config.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a point in time: {@code 15m} for so long ago, or {@code 2026-01-31T12:00:00Z}. */
final class SinceConverter implements ITypeConverter<Instant> {

    @Override
    public Instant convert(String text) {
        if (DurationText.read(text) instanceof Decoded.Value<Duration> ago) {
            return Instant.now().minus(ago.value());
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new TypeConversionException("'" + text + "' is neither a duration, such as 15m or 2h, nor a time with"
                    + " its zone, such as 2026-01-31T12:00:00Z");
        }
    }
}
