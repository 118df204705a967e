package dev.baton.kafka.survey;

import dev.baton.core.BatonException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks one party one question at a time, on a daemon thread of its own, so that whoever hangs costs no more than the patience of
 * the one who asks. For one thread.
 */
final class Line implements AutoCloseable {

    private final ThreadPoolExecutor worker;
    private @Nullable Future<?> last;

    Line(String name) {
        this.worker = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(2), task -> {
            Thread thread = new Thread(task, "baton-survey-" + name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A question that was asked. */
    static final class Question<T> {

        private final Future<T> answer;
        private final long deadlineNanos;
        private final Duration patience;

        private Question(Future<T> answer, Duration patience) {
            this.answer = answer;
            this.patience = patience;
            this.deadlineNanos = System.nanoTime() + patience.toNanos();
        }

        /** The answer; waits for it no longer than the patience since it was asked. */
        Answer<T> await() {
            try {
                long left = Math.max(0, deadlineNanos - System.nanoTime());
                return new Answer.Told<>(answer.get(left, TimeUnit.NANOSECONDS));
            } catch (TimeoutException e) {
                return new Answer.Silent<>("no answer within " + patience.toMillis() + " ms");
            } catch (ExecutionException e) {
                return failed(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Answer.Silent<>("interrupted");
            }
        }

        private Answer<T> failed(@Nullable Throwable cause) {
            if (cause instanceof BatonException expected) {
                return new Answer.Silent<>(String.valueOf(expected.getMessage()));
            }
            throw new IllegalStateException("A question failed in a way that it must not", cause);
        }
    }

    /** Asks, and returns at once. A party that has not answered the question before is not asked. */
    <T> Question<T> ask(Callable<T> question, Duration patience) {
        Future<?> earlier = last;
        FutureTask<T> task = new FutureTask<>(question);
        if (earlier == null || earlier.isDone()) {
            worker.execute(task);
            last = task;
        }
        return new Question<>(task, patience);
    }

    /** Asks no more; a question that hangs is left to its thread. */
    @Override
    public void close() {
        worker.shutdownNow();
    }
}
