package dev.baton.testkit.store;

import dev.baton.runtime.store.DirectoryObjectStore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A directory store behind HTTP in a process of its own, so that it can be killed or frozen. */
public final class HttpObjectStoreMain {

    private HttpObjectStoreMain() {}

    /** Takes the directory and the port of 127.0.0.1; ends when it is killed. */
    public static void main(String[] arguments) throws InterruptedException {
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
        try (HttpObjectStoreServer server =
                HttpObjectStoreServer.start(DirectoryObjectStore.open(Path.of(arguments[0])), address)) {
            new CountDownLatch(1).await();
        }
    }
}
