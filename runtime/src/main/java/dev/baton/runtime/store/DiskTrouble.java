package dev.baton.runtime.store;

import dev.baton.core.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** Says what a disk refused, and what to do about it. Stateless. */
final class DiskTrouble {

    private static final String HARD_LINKS =
            "use a local file system that has hard links, such as ext4, xfs, btrfs, APFS or tmpfs";

    private DiskTrouble() {}

    /** Something could not be looked at or removed. */
    static StoreUnavailableException unavailable(String what, IOException e) {
        return new StoreUnavailableException("Cannot " + what + ": " + reason(e) + "." + advice(e), e);
    }

    /** Something could not be written, and it is certain that nothing was. */
    static StoreUnavailableException nothingChanged(String what, IOException e) {
        return new StoreUnavailableException(
                "Cannot " + what + ": " + reason(e) + ". Nothing was changed." + advice(e), e);
    }

    /** The file system cannot do what the store is built on. */
    static StoreUnavailableException noHardLinks(Path root, UnsupportedOperationException e) {
        return new StoreUnavailableException(
                "The file system of " + root
                        + " has no hard links. Nothing was changed. For 'directory' under 'token', " + HARD_LINKS + ".",
                e);
    }

    /** The system's own words, without a dot, and the file where it is not told anyway. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no " + e.getMessage();
        }
        if (e instanceof AccessDeniedException) {
            return "access to " + e.getMessage() + " is denied";
        }
        if (e instanceof FileSystemException fileSystem && fileSystem.getReason() != null) {
            return fileSystem.getReason() + " (" + fileSystem.getFile() + ")";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static String advice(IOException e) {
        String reason = reason(e).toLowerCase(Locale.ROOT);
        if (reason.contains("no space left") || reason.contains("quota")) {
            return " Free space there, then try again.";
        }
        if (e instanceof AccessDeniedException) {
            return " Give this user access to it.";
        }
        if (reason.contains("read-only")) {
            return " Mount it writable, or run this where it is.";
        }
        if (reason.contains("not permitted") || reason.contains("too many links")) {
            return " If hard links are the reason, " + HARD_LINKS + ".";
        }
        return "";
    }
}
