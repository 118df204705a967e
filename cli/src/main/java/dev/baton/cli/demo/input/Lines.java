package dev.baton.cli.demo.input;

import dev.baton.core.InvalidConfigurationException;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The lines of a text that are not blank, with their numbers for messages. For one thread. */
final class Lines implements Closeable {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final BufferedReader reader;
    private final String source;
    private int number;

    Lines(BufferedReader reader, String source) {
        this.reader = reader;
        this.source = source;
    }

    /** The next line that is not blank, null at the end. */
    @Nullable
    String next() throws IOException {
        String line = nextEvenIfBlank();
        while (line != null && line.isBlank()) {
            line = nextEvenIfBlank();
        }
        return line;
    }

    /** The next line, null at the end. */
    @Nullable
    String nextEvenIfBlank() throws IOException {
        String line = reader.readLine();
        number++;
        return number == 1 && line != null && line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
    }

    /** The number of the line that was read last, from 1. */
    int number() {
        return number;
    }

    InvalidConfigurationException problem(String what) {
        return problem(number, what);
    }

    InvalidConfigurationException problem(int line, String what) {
        return new InvalidConfigurationException(source + ", line " + line + ": " + what);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
