package dev.baton.runtime.store;

import dev.baton.core.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Objects in a directory of a local file system, with a compare-and-set that holds between all processes of the machine
 * and through their death, freezing or loss of power at any point.
 *
 * <p>There are no locks, as a process that is frozen while it holds one would stop everybody. The object {@code a/b} is
 * the directory {@code a/b@} of immutable files, one per version, numbered from 1 without a gap; the newest is the
 * object. Version
 * <i>n</i>+1 is written under another name, made durable, and then <em>hard-linked</em> to its number, which the file
 * system does at once or refuses because the number is taken. A writer that slept between looking and linking is
 * refused too: versions are never removed, so its number stays taken. What was linked is durable once the directory is
 * synced; a reader that finds a version it has not seen before syncs first, so that nobody acts on what a loss of power
 * could undo.
 *
 * <p>Old versions are kept for ever, as a number that is taken is all that stops a writer that slept, so an object that is written often is better a
 * new object each time, deleted when done. Not for NFS and the like, whose clients do not see each other's files at
 * once.
 *
 * <p>Safe for use by several threads. A file operation cannot be given a deadline: on a disk that hangs, a call ends
 * when the disk answers. An interrupt does not disturb a call.
 */
public final class DirectoryObjectStore implements ObjectStore {

    /** Ends the name of an object's directory; no key contains it, so neither keys nor versions nor folders collide. */
    private static final String OBJECT_SUFFIX = "@";

    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,17}");
    private static final int ATTEMPTS_AGAINST_DELETE = 3;
    private static final int REMEMBERED_KEYS = 1000;

    private final Path root;
    private final Scratch scratch;
    private final Disk disk;

    /**
     * The newest version of each key that this process knows to be durable; also where the search for a newer one
     * begins.
     */
    private final Map<String, Long> durable = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED_KEYS;
        }
    });

    DirectoryObjectStore(Path root, Disk disk) {
        this.root = root.toAbsolutePath().normalize();
        this.scratch = new Scratch(this.root, disk);
        this.disk = disk;
    }

    /**
     * The store in this directory, which is made if it is missing; reading needs no write access.
     *
     * @throws StoreUnavailableException if it is no directory and cannot be made
     */
    public static DirectoryObjectStore open(Path root) {
        DirectoryObjectStore store = new DirectoryObjectStore(root, new Disk());
        try {
            if (!Files.isDirectory(store.root)) {
                Files.createDirectories(store.root);
            }
        } catch (IOException e) {
            throw new StoreUnavailableException(
                    "There is no directory " + store.root + ", and it cannot be made: " + DiskTrouble.reason(e)
                            + ". Make it, writable by this user, or correct 'directory' under 'token'.",
                    e);
        }
        store.scratch.removeLeftovers();
        return store;
    }

    @Override
    public Optional<StoredObject> get(String key) {
        Path object = object(key);
        try {
            long newest = newest(key, object);
            if (newest == 0) {
                return absent();
            }
            byte[] bytes = disk.read(version(object, newest));
            makeDurable(key, object, newest);
            return Optional.of(new StoredObject(bytes, Long.toString(newest)));
        } catch (NoSuchFileException e) { // deleted since it was found
            return absent();
        } catch (IOException e) {
            throw DiskTrouble.unavailable("read " + key + " under " + root, e);
        }
    }

    @Override
    public PutOutcome putIfAbsent(String key, byte[] bytes) {
        return put(key, ObjectKeys.checkSize(bytes), 0);
    }

    @Override
    public PutOutcome putIfVersion(String key, byte[] bytes, String expectedVersion) {
        ObjectKeys.check(key);
        ObjectKeys.checkSize(bytes);
        return VERSION.matcher(expectedVersion).matches()
                ? put(key, bytes, Long.parseLong(expectedVersion))
                : new PutOutcome.Conflict();
    }

    private PutOutcome put(String key, byte[] bytes, long expected) {
        Path object = object(key);
        Path temporary = scratch.fresh();
        try {
            if (isStale(object, expected)) {
                requireRoot();
                return new PutOutcome.Conflict();
            }
            scratch.make();
            disk.write(temporary, bytes);
            return publish(key, object, temporary, expected);
        } catch (UnsupportedOperationException e) {
            throw DiskTrouble.noHardLinks(root, e);
        } catch (IOException e) {
            throw DiskTrouble.nothingChanged("write " + key + " under " + root, e);
        } finally {
            scratch.removeIfPossible(temporary);
        }
    }

    /** The expected version must be there, or numbers would have gaps; and it must be the newest. */
    private boolean isStale(Path object, long expected) throws IOException {
        return (expected > 0 && !disk.exists(version(object, expected))) || disk.exists(version(object, expected + 1));
    }

    /** Links the file to the next number; whatever it throws, nothing was changed. */
    private PutOutcome publish(String key, Path object, Path temporary, long expected) throws IOException {
        Path target = version(object, expected + 1);
        for (int attempt = 1; ; attempt++) {
            try {
                if (expected == 0) {
                    makeDirectories(object);
                }
                disk.link(temporary, target);
                return settle(key, object, expected + 1);
            } catch (FileAlreadyExistsException e) {
                return new PutOutcome.Conflict();
            } catch (NoSuchFileException e) {
                if (!disk.exists(temporary) || attempt == ATTEMPTS_AGAINST_DELETE) {
                    throw e;
                }
                if (expected > 0) { // the object was deleted
                    return new PutOutcome.Conflict();
                }
            } catch (IOException e) {
                if (mayExist(target)) {
                    return new PutOutcome.Unknown("the file system reported '" + DiskTrouble.reason(e)
                            + "', and may have made version " + (expected + 1) + " nevertheless");
                }
                throw e;
            }
        }
    }

    private boolean mayExist(Path path) {
        try {
            return disk.exists(path);
        } catch (IOException e) {
            return true;
        }
    }

    /** The number is taken for good, and others may have seen it: from here on nothing is certain to be undone. */
    private PutOutcome settle(String key, Path object, long version) {
        try {
            makeDurable(key, object, version);
            return new PutOutcome.Applied(Long.toString(version));
        } catch (IOException e) {
            return new PutOutcome.Unknown("version " + version + " was written to " + object
                    + " but may not survive a loss of power: " + DiskTrouble.reason(e));
        }
    }

    @Override
    public List<String> list(String prefix) {
        ObjectKeys.checkPrefix(prefix);
        String folder = prefix.substring(0, prefix.lastIndexOf('/') + 1);
        List<String> keys = new ArrayList<>();
        try {
            collect(folder, prefix, keys);
        } catch (IOException e) {
            throw DiskTrouble.unavailable("list " + prefix + " under " + root, e);
        }
        if (keys.isEmpty()) {
            requireRoot();
        }
        Collections.sort(keys);
        return keys;
    }

    private void collect(String folder, String prefix, List<String> keys) throws IOException {
        for (String name : disk.names(root.resolve(folder))) {
            boolean isObject = name.endsWith(OBJECT_SUFFIX);
            String key = folder + (isObject ? name.substring(0, name.length() - OBJECT_SUFFIX.length()) : name);
            if (!key.startsWith(prefix) || !ObjectKeys.isKey(key)) {
                continue; // not asked for, or not this store's
            }
            if (!isObject) {
                collect(key + "/", prefix, keys);
            } else if (disk.exists(version(object(key), 1))) {
                keys.add(key);
            }
        }
    }

    @Override
    public void delete(String key) {
        Path object = object(key);
        try {
            if (!disk.exists(object)) {
                requireRoot();
                return;
            }
            // One step for everybody else; whoever dies after it leaves nothing but rubbish.
            Path rubbish = scratch.fresh();
            scratch.make();
            disk.move(object, rubbish);
            durable.remove(key);
            disk.sync(parent(object));
            scratch.removeIfPossible(rubbish);
        } catch (NoSuchFileException e) { // somebody else deleted it
            requireRoot();
        } catch (IOException e) {
            throw DiskTrouble.unavailable("delete " + key + " under " + root, e);
        }
    }

    @Override
    public String describe() {
        return "directory " + root;
    }

    @Override
    public void close() {
        // Nothing is held open between calls.
    }

    /**
     * The newest version, 0 if there is none. Versions have no gap, so a number that is taken while the next is free
     * was the newest at some instant of this call; that needs no listing of the directory, which grows with the
     * history.
     */
    private long newest(String key, Path object) throws IOException {
        long known = durable.getOrDefault(key, 0L);
        long taken = known > 0 && disk.exists(version(object, known)) ? known : 0;
        long free = taken + 1;
        for (long step = 1; disk.exists(version(object, free)); step *= 2) {
            taken = free;
            free += step;
        }
        while (free - taken > 1) {
            long middle = taken + (free - taken) / 2;
            if (disk.exists(version(object, middle))) {
                taken = middle;
            } else {
                free = middle;
            }
        }
        return taken;
    }

    /** Others see a version before it is durable; nobody may act on it until its directory was synced. */
    private void makeDurable(String key, Path object, long version) throws IOException {
        Long known = durable.get(key);
        if (known != null && known >= version) {
            return;
        }
        disk.sync(object);
        if (known == null) { // whoever made its folders may have died before syncing them
            for (Path folder = object; !folder.equals(root); ) {
                folder = parent(folder);
                disk.sync(folder);
            }
        }
        durable.merge(key, version, Math::max);
    }

    private void makeDirectories(Path object) throws IOException {
        Path path = root;
        for (Path segment : root.relativize(object)) {
            path = path.resolve(segment);
            disk.makeDirectory(path);
        }
    }

    /** A directory that was unmounted or lost must not look like one without objects. */
    private void requireRoot() {
        if (!Files.isDirectory(root)) {
            throw new StoreUnavailableException("There is no directory " + root
                    + " any more. Mount or restore it; an empty one in its place would have forgotten the token.");
        }
    }

    private Optional<StoredObject> absent() {
        requireRoot();
        return Optional.empty();
    }

    private Path object(String key) {
        return root.resolve(ObjectKeys.check(key) + OBJECT_SUFFIX);
    }

    private static Path version(Path object, long version) {
        return object.resolve(String.format("%012d", version));
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }
}
