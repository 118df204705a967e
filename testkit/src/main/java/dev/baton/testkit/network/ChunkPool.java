package dev.baton.testkit.network;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** Buffers outside the heap, used again and again. For one thread. */
final class ChunkPool {

    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int MAX_IDLE = 64;

    private final Deque<ByteBuffer> idle = new ArrayDeque<>();

    ByteBuffer take() {
        ByteBuffer chunk = idle.pollLast();
        return chunk == null ? ByteBuffer.allocateDirect(CHUNK_BYTES) : chunk.clear();
    }

    void giveBack(ByteBuffer chunk) {
        if (idle.size() < MAX_IDLE) {
            idle.addLast(chunk);
        }
    }
}
