package dev.baton.cli.demo.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.core.InvalidConfigurationException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The checked rows in a file of their own, which the producer replays again and again: a line {@code {"key":…,"row":{…}}} each.
 * Reading holds one row in memory. For one thread.
 */
public final class Template implements Closeable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "key";
    private static final String COLUMNS = "row";

    private final Path file;
    private BufferedReader reader;

    private Template(Path file) throws IOException {
        this.file = file;
        this.reader = Files.newBufferedReader(file);
    }

    /**
     * An event that is to be sent.
     *
     * @param key of its record
     * @param columns of its row
     */
    public record Event(String key, JsonNode columns) {}

    /**
     * Checks at most so many rows and writes them to the file; returns how many there were.
     *
     * @throws InvalidConfigurationException if one is not what it should be, or there is none
     */
    public static long write(Rows rows, String source, long atMost, Path file) throws IOException {
        long count = 0;
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            Row row = rows.next();
            while (row != null) {
                ObjectNode line = JSON.createObjectNode().put(KEY, row.key());
                line.set(COLUMNS, row.columns());
                writer.write(JSON.writeValueAsString(line));
                writer.newLine();
                count++;
                row = count < atMost ? rows.next() : null;
            }
        }
        if (count == 0) {
            throw new InvalidConfigurationException(source + ": has no rows, only the names of the columns");
        }
        return count;
    }

    /** Opens what {@link #write} wrote. */
    public static Template open(Path file) throws IOException {
        return new Template(file);
    }

    /** The next event; there is always one, as after the last row comes the first. */
    public Event next() throws IOException {
        String line = reader.readLine();
        if (line == null) {
            reader.close();
            reader = Files.newBufferedReader(file);
            line = reader.readLine();
            if (line == null) {
                throw new IOException(file + " has become empty");
            }
        }
        JsonNode read = JSON.readTree(line);
        return new Event(read.path(KEY).asText(), read.path(COLUMNS));
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
