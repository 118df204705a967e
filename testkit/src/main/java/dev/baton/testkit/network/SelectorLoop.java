package dev.baton.testkit.network;

import dev.baton.testkit.TestbedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The one thread that moves all bytes; everything of the flows happens in it, so nothing of them needs a lock. */
final class SelectorLoop implements AutoCloseable {

    private static final int MAX_ORDERS = 1_024;
    private static final long ORDER_SECONDS = 10;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Selector selector;
    private final Thread thread;
    private final BlockingQueue<Runnable> orders = new ArrayBlockingQueue<>(MAX_ORDERS);
    private final Set<Delayed> delayed = new HashSet<>();
    private volatile boolean closed;

    /** Something that shall be looked at when its time has come. */
    interface Delayed {
        long dueNanos();

        void onDue();
    }

    /** What is attached to a key: called when its channel is ready. */
    interface Ready {
        void onReady(SelectionKey key);
    }

    private SelectorLoop(Selector selector, String name) {
        this.selector = selector;
        this.thread = new Thread(this::run, name);
    }

    static SelectorLoop start(String name) {
        try {
            SelectorLoop loop = new SelectorLoop(Selector.open(), name);
            loop.thread.setDaemon(true);
            loop.thread.start();
            return loop;
        } catch (IOException e) {
            throw new TestbedException("The network of the testbed did not start.", e);
        }
    }

    /** Runs the order in the loop's thread and returns its result, at most 10 s later. */
    <T> T call(Supplier<T> order) {
        CompletableFuture<T> result = new CompletableFuture<>();
        boolean accepted = !closed
                && orders.offer(() -> {
                    try {
                        result.complete(order.get());
                    } catch (TestbedException | UncheckedIOException e) {
                        result.completeExceptionally(e);
                    }
                });
        if (!accepted) {
            throw new TestbedException("The network of the testbed is closed or overloaded.");
        }
        selector.wakeup();
        try {
            return result.get(ORDER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new TestbedException(String.valueOf(e.getMessage()), e);
        } catch (TimeoutException e) {
            throw new TestbedException("The network of the testbed did not react within " + ORDER_SECONDS + " s.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException("Interrupted while waiting for the network of the testbed.", e);
        }
    }

    /** The same for an order without a result. */
    void run(Runnable order) {
        call(() -> {
            order.run();
            return true;
        });
    }

    /** In the loop's thread only. */
    SelectionKey register(SelectableChannel channel, int operations, Ready ready) throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector, operations, ready);
    }

    /** In the loop's thread only. */
    void await(Delayed item) {
        delayed.add(item);
    }

    boolean isClosed() {
        return closed;
    }

    /** Closes every channel; without effect when closed already. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(ORDER_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed) {
                selector.select(this::dispatch, millisToWait());
                for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
                    order.run();
                }
                wakeDelayed();
            }
        } catch (IOException | ClosedSelectorException e) {
            throw new IllegalStateException("The network of the testbed broke down.", e);
        } finally {
            closed = true;
            closeChannels();
        }
    }

    private void dispatch(SelectionKey key) {
        if (key.isValid()) {
            ((Ready) key.attachment()).onReady(key);
        }
    }

    /** 0 means until something happens. */
    private long millisToWait() {
        long now = System.nanoTime();
        long nearest = Long.MAX_VALUE;
        for (Delayed item : delayed) {
            nearest = Math.min(nearest, item.dueNanos() - now);
        }
        return nearest == Long.MAX_VALUE ? 0 : Math.max(1, (nearest + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
    }

    private void wakeDelayed() {
        if (delayed.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        List<Delayed> due = new ArrayList<>(
                delayed.stream().filter(item -> item.dueNanos() - now <= 0).toList());
        due.forEach(delayed::remove);
        due.forEach(Delayed::onDue);
    }

    private void closeChannels() {
        try (selector) {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The network of the testbed was not closed completely.", e);
        }
    }
}
