package dev.baton.testkit.postgres;

import dev.baton.testkit.TestbedException;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs from the Maven artifact, unpacked once per user and version. */
final class PostgresBinaries {

    private static final int DIGEST_CHARACTERS = 16;
    private static final int ANY_EXECUTE_BIT = 0111;

    private PostgresBinaries() {}

    /** The folder that holds {@code bin}, {@code lib} and {@code share}; unpacked if it is not there yet. */
    static Path home() {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"), "baton-testkit-" + System.getProperty("user.name"));
        try {
            Path home = parent.resolve("postgres-" + digest());
            if (!Files.isDirectory(home)) {
                Files.createDirectories(parent);
                unpackInto(home, Files.createTempDirectory(parent, "unpacking-"));
            }
            return home;
        } catch (IOException e) {
            throw new TestbedException("PostgreSQL's programs could not be unpacked to " + parent + ".", e);
        }
    }

    /** Another process may unpack the same: whoever renames first wins, and nobody sees half of it. */
    private static void unpackInto(Path home, Path unpacking) throws IOException {
        try (InputStream archive = open();
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, unpacking);
            }
        }
        if (!unpacking.toFile().setReadable(true, false) || !unpacking.toFile().setExecutable(true, false)) {
            throw new IOException(unpacking + " could not be opened to the user that PostgreSQL runs as.");
        }
        try {
            Files.move(unpacking, home);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(home)) {
                throw e;
            }
            delete(unpacking);
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path root) throws IOException {
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("The archive of PostgreSQL holds a path outside of itself: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        if ((entry.getMode() & ANY_EXECUTE_BIT) != 0 && !target.toFile().setExecutable(true, false)) {
            throw new IOException(target + " could not be made executable; is the folder mounted noexec?");
        }
    }

    private static String digest() throws IOException {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            try (InputStream archive = new DigestInputStream(open(), sha256)) {
                archive.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(sha256.digest()).substring(0, DIGEST_CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }

    private static InputStream open() throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "Darwin" : "Linux";
        String machine = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        try {
            return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine);
        } catch (IllegalStateException e) {
            throw new TestbedException(
                    "There is no PostgreSQL for " + system + " " + machine
                            + " on the class path: add its artifact of io.zonky.test.postgres.",
                    e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
