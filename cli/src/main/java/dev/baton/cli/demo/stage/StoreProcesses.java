package dev.baton.cli.demo.stage;

import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.config.OciAuth;
import dev.baton.runtime.config.StoreConfig;
import dev.baton.runtime.quorum.QuorumObjectStore;
import dev.baton.runtime.quorum.StoreRepair;
import dev.baton.runtime.quorum.StoreSetup;
import dev.baton.runtime.store.DirectoryObjectStore;
import dev.baton.runtime.store.HttpObjectStore;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.Stores;
import dev.baton.testkit.TestbedException;
import dev.baton.testkit.cloud.CloudServer;
import dev.baton.testkit.ports.FreePorts;
import dev.baton.testkit.store.HttpObjectStoreServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the token of the stage is: in one store or bucket, which this process serves, or in three, each served by a process of its own that
 * can be lost. Safe for any thread, but one fault at a time.
 */
final class StoreProcesses implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    /** How many names a list of the bucket holds, as OCI's does. */
    private static final int PAGE_SIZE = 1_000;

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Path directory;
    private final ObjectStore objects;
    private final SortedMap<String, Integer> ports = new TreeMap<>();
    private final SortedMap<String, ObjectStore> plain = new TreeMap<>();
    private final SortedMap<String, Slot> slots = new TreeMap<>();
    private final Runnable closing;
    private final @Nullable OciAccount bucketOf;

    private StoreProcesses(StagePlan plan, Programs programs, @Nullable OciAccount account, Consumer<String> narrator) {
        this.directory = plan.directory();
        this.bucketOf = plan.stores().size() == 1 ? account : null;
        if (bucketOf != null) {
            CloudServer bucket = CloudServer.oci(
                    OciAccount.NAMESPACE, OciAccount.BUCKET, bucketOf.user(), PAGE_SIZE, Clock.systemUTC());
            this.objects = Stores.open(new StoreConfig.Oci(
                    OciAccount.NAMESPACE,
                    OciAccount.BUCKET,
                    "",
                    null,
                    bucket.uri(),
                    OciAuth.CONFIG_FILE,
                    null,
                    bucketOf.configFile()));
            this.closing = bucket::close;
            ports.put(plan.stores().get(0), bucket.uri().getPort());
            return;
        }
        if (plan.stores().size() == 1) {
            DirectoryObjectStore only = DirectoryObjectStore.open(directory.resolve("token"));
            this.objects = only;
            HttpObjectStoreServer http = HttpObjectStoreServer.start(only);
            this.closing = http::close;
            ports.put(plan.stores().get(0), http.port());
            return;
        }
        this.closing = () -> {};
        for (String name : plan.stores()) {
            int port = FreePorts.choose();
            ports.put(name, port);
            slots.put(
                    name,
                    new Slot("store-" + name, () -> programs.store("store-" + name, folder(name), port), narrator));
            plain.put(name, HttpObjectStore.open(URI.create("http://127.0.0.1:" + port)));
        }
        this.objects = new QuorumObjectStore(
                StagePlan.NAME, plain, UUID.randomUUID().toString(), () -> ThreadLocalRandom.current()
                        .nextDouble());
    }

    /** Starts them; {@link #awaitReady} waits until they serve. */
    static StoreProcesses start(
            StagePlan plan, Programs programs, @Nullable OciAccount account, Consumer<String> narrator) {
        StoreProcesses stores = new StoreProcesses(plan, programs, account, narrator);
        stores.slots.values().forEach(Slot::start);
        return stores;
    }

    void awaitReady() {
        slots.keySet().forEach(this::awaitServing);
        if (objects instanceof QuorumObjectStore quorum) {
            patiently(
                    "The three stores cannot be set up",
                    () -> StoreSetup.prepare(quorum, () -> UUID.randomUUID().toString()));
        }
    }

    /** All of it, as the operator sees it. */
    ObjectStore objects() {
        return objects;
    }

    /** Where each of them listens. */
    SortedMap<String, Integer> ports() {
        return ports;
    }

    /** What {@code baton.yaml} says of one that is at {@code uri}. */
    String section(String uri) {
        return bucketOf == null
                ? "{ http: \"" + uri + "\" }"
                : "{ oci: { namespace: " + OciAccount.NAMESPACE + ", bucket: " + OciAccount.BUCKET + ", endpoint: \""
                        + uri + "\", configFile: \"" + bucketOf.configFile() + "\" } }";
    }

    List<Slot> slots() {
        return List.copyOf(slots.values());
    }

    void kill(String name) {
        slot(name).kill();
    }

    void freeze(String name) {
        slot(name).freeze();
    }

    /** Takes away all that it holds, under the feet of its process. */
    void wipe(String name) {
        Path folder = folder(name);
        try {
            // Aside in one step: deleting file by file would meet those that are being written.
            Files.move(folder, folder.resolveSibling(folder.getFileName() + "-emptied-" + System.nanoTime()));
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it again, or lets it go on; and rebuilds what it lacks. */
    void restore(String name) {
        slot(name).thaw();
        slot(name).ensure();
        awaitServing(name);
        if (objects instanceof QuorumObjectStore quorum) {
            patiently("Store " + name + " cannot be rebuilt", () -> new StoreRepair(quorum, name).run());
        }
    }

    private Path folder(String name) {
        return directory.resolve("token-" + name);
    }

    private ObjectStore store(String name) {
        ObjectStore store = plain.get(name);
        if (store == null) {
            throw new IllegalArgumentException("store: '" + name + "' is none of " + plain.keySet());
        }
        return store;
    }

    private Slot slot(String name) {
        Slot slot = slots.get(name);
        if (slot == null) {
            throw new IllegalArgumentException("store: '" + name + "' is none of " + slots.keySet());
        }
        return slot;
    }

    private void awaitServing(String name) {
        patiently("Store " + name + " does not serve", () -> store(name).list(""));
    }

    /** Does it again until it succeeds: a process that has just begun takes its time. */
    private static void patiently(String trouble, Runnable action) {
        long until = System.nanoTime() + START.toNanos();
        while (true) {
            try {
                action.run();
                return;
            } catch (StoreUnavailableException e) {
                if (System.nanoTime() > until) {
                    throw new TestbedException(trouble + ": " + e.getMessage());
                }
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    @Override
    public void close() {
        closing.run();
        objects.close();
    }
}
