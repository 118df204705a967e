package dev.baton.testkit.store;

import dev.baton.runtime.store.ObjectStore;
import dev.baton.testkit.http.HttpListener;
import java.net.InetSocketAddress;
import java.net.URI;

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

    private final HttpListener listener;

    private HttpObjectStoreServer(HttpListener listener) {
        this.listener = listener;
    }

    /** Serves {@code store} on a free port of 127.0.0.1; the store stays the caller's to close. */
    public static HttpObjectStoreServer start(ObjectStore store) {
        return start(store, HttpListener.anyPort());
    }

    /**
     * As above, on this address; port 0 means a free one.
     *
     * @throws java.io.UncheckedIOException if the address cannot be used; the message names it
     */
    public static HttpObjectStoreServer start(ObjectStore store, InetSocketAddress address) {
        return new HttpObjectStoreServer(
                HttpListener.start("The object store server", address, THREADS, new HttpObjectHandler(store)));
    }

    /** Where clients find it, such as {@code http://127.0.0.1:40123/}. */
    public URI uri() {
        return listener.uri();
    }

    /** The port that it listens on. */
    public int port() {
        return listener.port();
    }

    /** Stops listening and cuts off whoever waits for an answer. May be called again. */
    @Override
    public void close() {
        listener.close();
    }
}
