package dev.baton.testkit.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.runtime.store.DirectoryObjectStore;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.store.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that adds one to a counter in a directory, again and again, and reports each new version.
 */
final class StoreWriterMain {

    static final String KEY = "race/counter";

    /** Long enough to be torn, if anything could tear it. */
    private static final int REPETITIONS = 5000;

    private StoreWriterMain() {}

    /** The directory, how often to win (0: for ever), a file to wait for, and a file for the report. */
    public static void main(String[] args) throws IOException {
        ObjectStore store = DirectoryObjectStore.open(Path.of(args[0]));
        int wins = Integer.parseInt(args[1]);
        report(args[3], "ready");
        while (!Files.exists(Path.of(args[2]))) {
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
        for (int won = 0; wins == 0 || won < wins; ) {
            StoredObject seen = store.get(KEY).orElseThrow();
            PutOutcome outcome = store.putIfVersion(KEY, content(count(seen) + 1), seen.version());
            if (outcome instanceof PutOutcome.Applied applied) {
                won++;
                report(args[3], applied.version());
            } else if (outcome instanceof PutOutcome.Unknown unknown) {
                throw new IllegalStateException(unknown.why());
            }
        }
    }

    private static void report(String file, String line) throws IOException {
        Files.writeString(Path.of(file), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    static byte[] content(long count) {
        return (count + ",").repeat(REPETITIONS).getBytes(UTF_8);
    }

    /** The count, if the object is whole. */
    static long count(StoredObject object) {
        String text = new String(object.bytes(), UTF_8);
        long count = Long.parseLong(text.substring(0, text.indexOf(',')));
        if (!text.equals(new String(content(count), UTF_8))) {
            throw new IllegalStateException("torn object: " + object);
        }
        return count;
    }
}
