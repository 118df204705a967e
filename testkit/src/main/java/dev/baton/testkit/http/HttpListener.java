package dev.baton.testkit.http;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
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
 * An HTTP server of the JDK, for tests and demos. A number of threads that is given, a bounded queue, and 10 s for a
 * client to send its request or take its answer. Safe for use by several threads.
 */
public final class HttpListener implements AutoCloseable {

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
    private volatile boolean open = true;

    private HttpListener(HttpServer server, ThreadPoolExecutor threads) {
        this.server = server;
        this.threads = threads;
    }

    /** A free port of 127.0.0.1. */
    public static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /**
     * Lets {@code handler} answer what comes to this address, in {@code count} threads; port 0 means a free one.
     *
     * @throws UncheckedIOException if the address cannot be used; the message names it and {@code what}, a sentence's
     *     subject
     */
    public static HttpListener start(String what, InetSocketAddress address, int count, HttpHandler handler) {
        JDK_SERVER.forEach((key, value) -> System.setProperty(key, System.getProperty(key, value)));
        try {
            HttpServer server = HttpServer.create(address, 0);
            ThreadPoolExecutor threads = pool(what, count);
            server.setExecutor(threads);
            server.createContext("/", handler);
            server.start();
            return new HttpListener(server, threads);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    what + " cannot listen on " + address + ": " + e.getMessage() + ". Choose another port.", e);
        }
    }

    private static ThreadPoolExecutor pool(String what, int count) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count,
                count,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE),
                task -> {
                    Thread thread = new Thread(task, what);
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

    /** False once it is closed. */
    public boolean isOpen() {
        return open;
    }

    /** Stops listening and cuts off whoever waits for an answer. May be called again. */
    @Override
    public void close() {
        open = false;
        server.stop(0);
        threads.shutdownNow();
    }
}
