package dev.baton.cli.demo;

import dev.baton.cli.demo.stage.Processors;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of processors, or {@code spark}. */
final class ProcessorsConverter implements ITypeConverter<Processors> {

    /** Where the launcher says with which options Java runs Spark. */
    static final String SPARK_PROPERTY = "baton.spark";

    private static final String SPARK = "spark";
    private static final int MOST = 5;

    @Override
    public Processors convert(String text) {
        if (text.equals(SPARK)) {
            return Processors.onSpark(options());
        }
        if (!text.matches("[1-" + MOST + "]")) {
            throw new TypeConversionException("'" + text + "' is not 1 to " + MOST + ", nor " + SPARK);
        }
        return Processors.of(Integer.parseInt(text));
    }

    private static Path options() {
        String file = System.getProperty(SPARK_PROPERTY, "");
        if (file.isEmpty() || !Files.isRegularFile(Path.of(file))) {
            throw new TypeConversionException(
                    "Spark's jars are not here: they are fetched by the launcher in a checkout of"
                            + " Baton, so run ./baton demo --processors spark there");
        }
        return Path.of(file);
    }
}
