package dev.baton.cli.events;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads a text line by line, in memory for one line of limited length. For one thread. */
final class LineReader {

    private final InputStream in;
    private final int maxBytes;
    private long number;

    /** Lines of {@code in}, of which at most {@code maxBytes} bytes each are kept. */
    LineReader(InputStream in, int maxBytes) {
        this.in = new BufferedInputStream(in);
        this.maxBytes = maxBytes;
    }

    /**
     * The next line without its end, as it is, null at the end of the text. Of a line that is too long the first {@code maxBytes}
     * and one more are returned; the rest is skipped.
     */
    byte @Nullable [] next() throws IOException {
        int read = in.read();
        if (read < 0) {
            return null;
        }
        number++;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (read >= 0 && read != '\n') {
            if (line.size() <= maxBytes) {
                line.write(read);
            }
            read = in.read();
        }
        return withoutReturn(line.toByteArray());
    }

    private static byte[] withoutReturn(byte[] line) {
        return line.length > 0 && line[line.length - 1] == '\r' ? Arrays.copyOf(line, line.length - 1) : line;
    }

    /** The number of the line that was read last, from 1. */
    long number() {
        return number;
    }
}
