package dev.baton.cli.shell;

import dev.baton.core.RegionId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a region; whether there is such a region, the configuration knows. */
public final class RegionConverter implements ITypeConverter<RegionId> {

    @Override
    public RegionId convert(String text) {
        try {
            return new RegionId(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
