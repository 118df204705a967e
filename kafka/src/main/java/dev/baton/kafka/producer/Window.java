package dev.baton.kafka.producer;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The bytes that events in flight may hold. Taking and giving back is one compare-and-set as long as there is room; the lock is
 * only for those who have to wait. Safe for use by several threads.
 */
final class Window {

    /**
     * Those who wait are woken when this share of the window is free, so that a full window costs a change of threads per many
     * events, not per event.
     */
    private static final int WAKE_SHARE = 8;

    /** How soon to look by oneself: what is stuck in other partitions may keep less than that share free for long. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final long capacityBytes;
    private final long wakeBytes;
    private final AtomicLong freeBytes;
    private final ReentrantLock waiting = new ReentrantLock();
    private final Condition room = waiting.newCondition();
    private volatile int waiters;

    Window(long capacityBytes) {
        this.capacityBytes = capacityBytes;
        this.wakeBytes = capacityBytes / WAKE_SHARE;
        this.freeBytes = new AtomicLong(capacityBytes);
    }

    long capacityBytes() {
        return capacityBytes;
    }

    long usedBytes() {
        return capacityBytes - freeBytes.get();
    }

    int waiters() {
        return waiters;
    }

    /** Takes {@code bytes}, waiting for room until {@code deadlineNanos} at most; false if there was none by then. */
    boolean acquire(long bytes, long deadlineNanos) throws InterruptedException {
        return tryAcquire(bytes) || await(bytes, deadlineNanos);
    }

    void release(long bytes) {
        if (freeBytes.addAndGet(bytes) >= wakeBytes && waiters > 0) {
            waiting.lock();
            try {
                room.signalAll();
            } finally {
                waiting.unlock();
            }
        }
    }

    private boolean tryAcquire(long bytes) {
        long free = freeBytes.get();
        while (free >= bytes) {
            if (freeBytes.compareAndSet(free, free - bytes)) {
                return true;
            }
            free = freeBytes.get();
        }
        return false;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // waiters is written under the lock only
    private boolean await(long bytes, long deadlineNanos) throws InterruptedException {
        waiting.lock();
        try {
            waiters++; // before trying again, so that a release in between is not missed
            while (!tryAcquire(bytes)) {
                long left = deadlineNanos - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                room.awaitNanos(Math.min(left, LOOK_NANOS));
            }
            return true;
        } finally {
            waiters--;
            waiting.unlock();
        }
    }
}
