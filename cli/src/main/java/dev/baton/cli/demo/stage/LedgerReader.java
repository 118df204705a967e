package dev.baton.cli.demo.stage;

import dev.baton.testkit.TestbedException;
import dev.baton.testkit.history.LedgerEntry;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a ledger while it is written. For one thread. */
public final class LedgerReader implements Closeable {

    private static final int BUFFER_CHARS = 64 * 1024;

    private final Path file;
    private final Consumer<LedgerEntry> listener;
    private final StringBuilder unfinished = new StringBuilder();
    private final char[] buffer = new char[BUFFER_CHARS];
    private @Nullable BufferedReader reader;
    private long acked;
    private long total;

    /** A reader of a file that may not exist yet; the listener is given each entry once. */
    LedgerReader(Path file, Consumer<LedgerEntry> listener) {
        this.file = file;
        this.listener = listener;
    }

    /** Reads what has been added. */
    public void advance() throws IOException {
        BufferedReader open = reader;
        if (open == null) {
            if (!Files.exists(file)) {
                return;
            }
            open = Files.newBufferedReader(file);
            reader = open;
        }
        int chars = open.read(buffer);
        while (chars > 0) {
            unfinished.append(buffer, 0, chars);
            takeLines();
            chars = open.read(buffer);
        }
    }

    /** How many events it has been told of. */
    public long total() {
        return total;
    }

    /** How many events have been acknowledged. */
    public long acked() {
        return acked;
    }

    private void takeLines() {
        int start = 0;
        int end = unfinished.indexOf("\n");
        while (end >= 0) {
            take(unfinished.substring(start, end));
            start = end + 1;
            end = unfinished.indexOf("\n", start);
        }
        unfinished.delete(0, start);
    }

    private void take(String line) {
        LedgerEntry entry = LedgerEntry.read(line).orElseThrow(why -> new TestbedException(file + ": " + why));
        listener.accept(entry);
        total++;
        acked += entry.acked() ? 1 : 0;
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }
}
