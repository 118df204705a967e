package dev.baton.runtime.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A disk on which a test decides what fails, and what happens just before a file is linked. */
final class FaultyDisk extends Disk {

    static final String FULL = "No space left on device";

    final List<Path> synced = new ArrayList<>();
    boolean full;
    boolean unsyncable;
    Step beforeLink = () -> {};
    Step afterLink = () -> {};

    interface Step {
        void run() throws IOException;
    }

    @Override
    void write(Path path, byte[] bytes) throws IOException {
        if (full) {
            super.write(path, new byte[bytes.length / 2]);
            throw new IOException(FULL);
        }
        super.write(path, bytes);
    }

    @Override
    void link(Path file, Path name) throws IOException {
        Step before = beforeLink;
        beforeLink = () -> {};
        before.run();
        super.link(file, name);
        afterLink.run();
    }

    @Override
    void sync(Path directory) throws IOException {
        if (unsyncable) {
            throw new IOException("Input/output error");
        }
        super.sync(directory);
        synced.add(directory);
    }
}
