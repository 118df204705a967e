package dev.baton.runtime.store;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * The few things that a directory object store does to a disk, so that a test can let each of them fail. Stateless.
 *
 * <p>An interrupt does not disturb any of them: the thread's flag is kept for whoever looks at it next.
 */
class Disk {

    /** The only "no" is a clear one: a file that cannot be looked at is an error, never an absent file. */
    boolean exists(Path path) throws IOException {
        try {
            Files.readAttributes(path, BasicFileAttributes.class);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** The whole file, or an error if it is larger than an object may be. */
    byte[] read(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(ObjectStore.MAX_BYTES + 1);
            if (bytes.length > ObjectStore.MAX_BYTES) {
                throw new IOException(path + " is larger than 16 MiB, so this store did not write it");
            }
            return bytes;
        }
    }

    /** When it returns, a new file holds the bytes durably; its name may not be durable yet. */
    void write(Path path, byte[] bytes) throws IOException {
        try (FileOutputStream out = new FileOutputStream(path.toFile())) {
            out.write(bytes);
            out.getFD().sync();
        }
    }

    /** Gives a file a second name, atomically; fails if that name is taken. */
    void link(Path file, Path name) throws IOException {
        Files.createLink(name, file);
    }

    /** Moves a directory, atomically. */
    void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Makes one directory unless it exists; something else of that name is a {@link NotDirectoryException}. */
    void makeDirectory(Path directory) throws IOException {
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw new NotDirectoryException(directory.toString());
            }
        }
    }

    /** The names in this directory in no order, none if it is missing or no directory. */
    List<String> names(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    /** When it returns, the names in this directory are durable. */
    void sync(Path directory) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                    channel.force(true);
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
