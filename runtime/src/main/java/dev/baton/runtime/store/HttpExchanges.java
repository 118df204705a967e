package dev.baton.runtime.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Requests over HTTP/1.1, each with one deadline from its start to the last byte of the answer; follows no redirect,
 * and sends a PUT or DELETE once. Safe for use by several threads.
 */
final class HttpExchanges implements AutoCloseable {

    private static final int THREADS = 2;
    private static final int MAX_EXPLANATION = 300;

    /** An answer, whatever its status. */
    record Answer(HttpResponse<byte[]> response) {

        int status() {
            return response.statusCode();
        }

        byte[] body() {
            return response.body();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** For messages: the status, and what the server says about it, shortened and on one line. */
        String explanation() {
            String text = new String(body(), StandardCharsets.UTF_8).strip();
            String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}]+", " ");
            String shown = line.length() > MAX_EXPLANATION ? line.substring(0, MAX_EXPLANATION) + "…" : line;
            return "status " + status() + (shown.isEmpty() ? "" : ": " + shown);
        }
    }

    private final ExecutorService threads;
    private final HttpClient client;
    private final Duration deadline;

    /** Requests that end within {@code deadline}; half of it is for connecting. */
    HttpExchanges(Duration deadline) {
        this.deadline = deadline;
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "baton-http-store");
            thread.setDaemon(true);
            return thread;
        });
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(deadline.dividedBy(2))
                .executor(threads)
                .build();
    }

    /**
     * The answer. A {@link java.net.ConnectException} or {@link java.net.http.HttpConnectTimeoutException} means that
     * the request was not sent; after any other the server may have acted on it.
     */
    Answer send(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> response =
                client.sendAsync(request, info -> new BoundedBody(ObjectStore.MAX_BYTES));
        try {
            // The client's own timeout ends with the headers; a body that never ends must not hold us either.
            return new Answer(response.get(deadline.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            response.cancel(true);
            throw new HttpTimeoutException("no answer within " + deadline.toMillis() + " ms");
        } catch (InterruptedException e) {
            response.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the answer");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException("the request failed: " + e.getCause(), e);
        }
    }

    /** Ends its threads; requests under way fail. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
