package dev.baton.runtime.bucket;

import dev.baton.runtime.bucket.BucketException.Kind;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls that end in time whatever an SDK does. An SDK that blocks while it sends to somebody who does not read knows no
 * timeout, so it works in a thread of its own, which is left behind; there are only so many of those.
 *
 * <p>Safe for use by several threads.
 */
final class BoundedCalls implements AutoCloseable {

    private static final int MAX_THREADS = 32;
    private static final int IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(0, MAX_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "baton-bucket");
                thread.setDaemon(true);
                return thread;
            });

    /**
     * What {@code request} returns or fails with; in doubt if it takes longer than {@code timeout} or the calling thread
     * is interrupted, whose flag is kept.
     */
    <T> T call(Callable<T> request, Duration timeout) throws BucketException {
        Future<T> answer = start(request);
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new BucketException(Kind.IN_DOUBT, "no answer within " + timeout.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new BucketException(Kind.IN_DOUBT, "interrupted while waiting for the answer", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BucketException told) {
                throw told;
            }
            throw new BucketException(Kind.IN_DOUBT, "the request failed: " + e.getCause(), e);
        }
    }

    private <T> Future<T> start(Callable<T> request) throws BucketException {
        try {
            return threads.submit(request);
        } catch (RejectedExecutionException e) {
            throw new BucketException(
                    Kind.NOTHING_CHANGED,
                    "no request was made, because " + threads.getActiveCount() + " are still under way",
                    e);
        }
    }

    /** Ends its threads; calls under way fail. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
