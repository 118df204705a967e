package dev.baton.cli.shell;

import dev.baton.core.Decoded;
import dev.baton.runtime.config.ByteRate;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads rates as the configuration does: {@code 50MiB}, {@code unlimited}. */
public final class ByteRateConverter implements ITypeConverter<ByteRate> {

    @Override
    public ByteRate convert(String text) {
        Decoded<ByteRate> rate = ByteRate.read(text);
        return rate.orElseThrow(why -> new TypeConversionException("'" + text + "' " + why));
    }
}
