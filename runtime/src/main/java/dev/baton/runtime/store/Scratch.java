package dev.baton.runtime.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * The corner of a directory store for what is not yet, or no longer, an object. Safe for use by several threads and
 * processes.
 *
 * <p>What a process leaves there when it is killed is removed when a store is opened later and it is an hour old.
 * Taking it from a writer that was merely frozen does no harm: its link then fails, and it has changed nothing.
 */
final class Scratch {

    /** No key and no object's directory has this name. */
    static final String NAME = "@tmp";

    private static final Duration LEFTOVER_AGE = Duration.ofHours(1);

    private final Path directory;
    private final Disk disk;

    Scratch(Path root, Disk disk) {
        this.directory = root.resolve(NAME);
        this.disk = disk;
    }

    /** A name in it that nobody else uses. */
    Path fresh() {
        return directory.resolve(UUID.randomUUID().toString());
    }

    /** Makes it unless it exists. */
    void make() throws IOException {
        disk.makeDirectory(directory);
    }

    /** Best effort: the wall clock decides nothing but when rubbish is swept. */
    void removeLeftovers() {
        FileTime old = FileTime.from(Instant.now().minus(LEFTOVER_AGE));
        try {
            for (String name : disk.names(directory)) {
                Path leftover = directory.resolve(name);
                if (Files.getLastModifiedTime(leftover).compareTo(old) < 0) {
                    removeIfPossible(leftover);
                }
            }
        } catch (IOException e) {
            return; // read-only, or swept by somebody else at this moment; the next to open it tries again
        }
    }

    /** Removes a file, or a directory of files, if it exists; what cannot be removed is left for later. */
    void removeIfPossible(Path path) {
        try {
            for (String name : disk.names(path)) {
                Files.deleteIfExists(path.resolve(name));
            }
            Files.deleteIfExists(path);
        } catch (IOException e) {
            return; // rubbish that does no harm; removeLeftovers comes back to it
        }
    }
}
