package dev.baton.cli.shell;

import dev.baton.core.Decoded;
import dev.baton.runtime.config.DurationText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations as the configuration does: {@code 250ms}, {@code 2s}. */
public final class DurationConverter implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
        Decoded<Duration> duration = DurationText.read(text);
        return duration.orElseThrow(why -> new TypeConversionException("'" + text + "' " + why));
    }
}
