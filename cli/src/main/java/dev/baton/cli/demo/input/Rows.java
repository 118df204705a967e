package dev.baton.cli.demo.input;

import dev.baton.core.InvalidConfigurationException;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.MalformedInputException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a text, one after the other: JSON lines if it starts with <code>{</code>, otherwise CSV whose first line names the
 * columns. Holds one row in memory. For one thread.
 */
public final class Rows implements Closeable {

    private final Lines lines;
    private final Parser parser;

    /** One way to read rows. */
    interface Parser {
        /** The next row, null at the end. */
        @Nullable
        Row next() throws IOException;
    }

    private Rows(Lines lines, Parser parser) {
        this.lines = lines;
        this.parser = parser;
    }

    /**
     * Reads the first line to see what it is.
     *
     * @param text closed with this
     * @param source what messages call it, usually the path of a file
     * @param keyColumn the column whose value is the key; null for the first
     * @throws InvalidConfigurationException if it is empty or has no such column
     */
    public static Rows open(Reader text, String source, @Nullable String keyColumn) throws IOException {
        BufferedReader reader = new BufferedReader(text);
        Lines lines = new Lines(reader, source);
        try {
            String first = lines.next();
            if (first == null) {
                throw new InvalidConfigurationException(
                        source + ": is empty; it needs a line with the names of the columns and at least one row");
            }
            Parser parser = first.startsWith("{")
                    ? new JsonRows(lines, first, keyColumn)
                    : new CsvRows(lines, first, keyColumn);
            return new Rows(lines, parser);
        } catch (MalformedInputException e) {
            throw lines.problem("or one of those after it is not UTF-8 text");
        }
    }

    /**
     * The next row, null at the end.
     *
     * @throws InvalidConfigurationException if a line is not what it should be: names file, line, and what is wrong
     */
    public @Nullable Row next() throws IOException {
        try {
            return parser.next();
        } catch (MalformedInputException e) {
            throw lines.problem("or one of those after it is not UTF-8 text");
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
