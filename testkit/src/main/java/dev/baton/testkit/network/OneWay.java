package dev.baton.testkit.network;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One direction of a connection: reads from one socket, holds a bounded number of bytes, writes to the other.
 *
 * <p>For the thread of the {@link SelectorLoop}.
 */
final class OneWay {

    /** 512 KiB under way at most; then the sender feels it. */
    private static final int MAX_CHUNKS = 8;

    private final SocketChannel source;
    private final SocketChannel sink;
    private final ChunkPool pool;
    private final Deque<Chunk> underWay = new ArrayDeque<>();
    private long lastDueNanos = System.nanoTime();
    private boolean sourceEnded;
    private boolean sourceBroken;
    private boolean sinkBroken;
    private boolean sinkFull;
    private boolean finished;

    private record Chunk(ByteBuffer bytes, long dueNanos) {}

    OneWay(SocketChannel source, SocketChannel sink, ChunkPool pool) {
        this.source = source;
        this.sink = sink;
        this.pool = pool;
    }

    boolean wantsToRead() {
        return !sourceEnded && !sinkBroken && underWay.size() < MAX_CHUNKS;
    }

    boolean wantsToWrite() {
        return sinkFull;
    }

    /** True when the end of the stream, too, has been handed on. */
    boolean isFinished() {
        return finished;
    }

    /** True when nothing can come out any more and the end was not an orderly one. */
    boolean isBroken() {
        return sinkBroken || (sourceBroken && underWay.isEmpty());
    }

    /** True when no byte is under way. */
    boolean isDrained() {
        return underWay.isEmpty();
    }

    /** True when bytes wait for their time, not for the sink. */
    boolean waitsForTime() {
        return !underWay.isEmpty() && !sinkFull;
    }

    long dueNanos() {
        return underWay.isEmpty() ? lastDueNanos : underWay.getFirst().dueNanos();
    }

    void read(long latencyNanos) {
        ByteBuffer bytes = pool.take();
        try {
            int count = source.read(bytes);
            sourceEnded = count < 0;
        } catch (IOException e) {
            sourceEnded = true;
            sourceBroken = true;
        }
        if (bytes.position() == 0) {
            pool.giveBack(bytes);
            return;
        }
        // Bytes never overtake each other when the latency is made smaller.
        long due = System.nanoTime() + latencyNanos;
        lastDueNanos = due - lastDueNanos > 0 ? due : lastDueNanos;
        underWay.addLast(new Chunk(bytes.flip(), lastDueNanos));
    }

    /** Writes what is due and fits; hands on the end of the stream after its last byte. */
    void write() {
        try {
            sinkFull = false;
            while (!sinkFull && !underWay.isEmpty() && dueNanos() - System.nanoTime() <= 0) {
                ByteBuffer bytes = underWay.getFirst().bytes();
                sink.write(bytes);
                sinkFull = bytes.hasRemaining();
                if (!sinkFull) {
                    pool.giveBack(underWay.removeFirst().bytes());
                }
            }
            if (sourceEnded && !sourceBroken && underWay.isEmpty() && !finished) {
                sink.shutdownOutput();
                finished = true;
            }
        } catch (IOException e) {
            sinkBroken = true;
            sinkFull = false;
            release();
        }
    }

    void release() {
        underWay.forEach(chunk -> pool.giveBack(chunk.bytes()));
        underWay.clear();
    }
}
