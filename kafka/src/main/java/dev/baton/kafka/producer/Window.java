package dev.baton.kafka.producer;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The bytes that events in flight may hold. Taking and giving back is one compare-and-set as long as there is room; the lock is
 * only for those who have to wait. Safe for use by several threads.
 */
final class Window {

    private final long capacityBytes;
    private final AtomicLong freeBytes;
    private final ReentrantLock waiting = new ReentrantLock();
    private final Condition room = waiting.newCondition();
    private volatile int waiters;

    Window(long capacityBytes) {
        this.capacityBytes = capacityBytes;
        this.freeBytes = new AtomicLong(capacityBytes);
    }

    long capacityBytes() {
        return capacityBytes;
    }

    long usedBytes() {
        return capacityBytes - freeBytes.get();
    }

    /** Takes {@code bytes}, waiting for room no longer than {@code nanos}; false if there was none in that time. */
    boolean acquire(long bytes, long nanos) throws InterruptedException {
        return tryAcquire(bytes) || await(bytes, nanos);
    }

    void release(long bytes) {
        freeBytes.addAndGet(bytes);
        if (waiters > 0) {
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
    private boolean await(long bytes, long nanos) throws InterruptedException {
        long left = nanos;
        waiting.lock();
        try {
            waiters++; // before trying again, so that a release in between is not missed
            while (!tryAcquire(bytes)) {
                if (left <= 0) {
                    return false;
                }
                left = room.awaitNanos(left);
            }
            return true;
        } finally {
            waiters--;
            waiting.unlock();
        }
    }
}
