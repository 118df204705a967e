package dev.baton.testkit.store;

import com.sun.net.httpserver.HttpServer;
import dev.baton.runtime.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Serves an object store over plain HTTP conditional requests (RFC 9110), as {@link
 * dev.baton.runtime.store.HttpObjectStore} speaks them, so that a store can be cut off, delayed or killed like any
 * service in a network.
 *
 * <p>For tests and demos: no authentication, no encryption. Listens on 127.0.0.1 unless told otherwise. Eight threads,
 * a bounded queue, bodies of at most 16 MiB, and 10 s for a client to send its request or take its answer. Safe for use
 * by several threads.
 */
public final class HttpObjectStoreServer implements AutoCloseable {

    private static final int THREADS = 8;
    private static final int QUEUE = 256;
    private static final int IDLE_SECONDS = 10;
    private static final String SECONDS_PER_MESSAGE = "10";

    /**
     * The JDK's server reads these once, when its classes are loaded. Without nodelay an answer may wait 40 ms for an
     * ACK.
     */
    private static final Map<String, String> JDK_SERVER = Map.of(
            "sun.net.httpserver.nodelay", "true",
            "sun.net.httpserver.maxReqTime", SECONDS_PER_MESSAGE,
            "sun.net.httpserver.maxRspTime", SECONDS_PER_MESSAGE);

    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    private HttpObjectStoreServer(HttpServer server, ThreadPoolExecutor threads) {
        this.server = server;
        this.threads = threads;
    }

    /** Serves {@code store} on a free port of 127.0.0.1; the store stays the caller's to close. */
    public static HttpObjectStoreServer start(ObjectStore store) {
        return start(store, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /**
     * As above, on this address; port 0 means a free one.
     *
     * @throws UncheckedIOException if the address cannot be used; the message names it
     */
    public static HttpObjectStoreServer start(ObjectStore store, InetSocketAddress address) {
        JDK_SERVER.forEach((key, value) -> System.setProperty(key, System.getProperty(key, value)));
        try {
            HttpServer server = HttpServer.create(address, 0);
            ThreadPoolExecutor threads = pool();
            server.setExecutor(threads);
            server.createContext("/", new HttpObjectHandler(store));
            server.start();
            return new HttpObjectStoreServer(server, threads);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The object store server cannot listen on " + address + ": " + e.getMessage()
                            + ". Choose another port.",
                    e);
        }
    }

    private static ThreadPoolExecutor pool() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE),
                task -> {
                    Thread thread = new Thread(task, "object-store-server");
                    thread.setDaemon(true);
                    return thread;
                },
                // A full queue slows down accepting, which is what its clients should feel.
                new ThreadPoolExecutor.CallerRunsPolicy());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** Where clients find it, such as {@code http://127.0.0.1:40123/}. */
    public URI uri() {
        return URI.create("http://" + server.getAddress().getAddress().getHostAddress() + ":" + port() + "/");
    }

    /** The port that it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Stops listening and cuts off whoever waits for an answer. May be called again. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
