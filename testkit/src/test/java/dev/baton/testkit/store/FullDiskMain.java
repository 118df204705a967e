package dev.baton.testkit.store;

import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.store.DirectoryObjectStore;
import dev.baton.runtime.store.ObjectStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that fills its disk, and reports what becomes of a put before, during and after that. */
final class FullDiskMain {

    private static final int BLOCK_BYTES = 512;

    private FullDiskMain() {}

    /** The directory, on a small file system of its own, and a file for the report, elsewhere. */
    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        Path filler = directory.resolve("filler");
        List<String> report = new ArrayList<>();
        ObjectStore store = DirectoryObjectStore.open(directory);
        report.add("before: " + store.putIfAbsent("a/token", new byte[100]));
        report.add("filled: " + fill(filler));
        try {
            report.add("full: " + store.putIfVersion("a/token", new byte[200], "1"));
        } catch (StoreUnavailableException e) {
            report.add("full: " + e.getMessage());
        }
        report.add("kept: " + store.get("a/token").orElseThrow());
        Files.delete(filler);
        report.add("after: " + store.putIfVersion("a/token", new byte[200], "1"));
        Files.write(Path.of(args[1]), report);
    }

    private static String fill(Path filler) {
        try (OutputStream out = Files.newOutputStream(filler)) {
            for (int bytes = 0; bytes < ObjectStore.MAX_BYTES; bytes += BLOCK_BYTES) {
                out.write(new byte[BLOCK_BYTES]);
            }
            return "no limit";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
