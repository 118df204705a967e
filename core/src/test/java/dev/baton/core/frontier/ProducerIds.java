package dev.baton.core.frontier;

import java.util.stream.LongStream;

/** Ids of producers for tests. */
final class ProducerIds {

    private ProducerIds() {}

    /** Ids that share a slot in every table of up to 2^12 of them. */
    static long[] colliding(int count) {
        int slot = Frontier.hash(1) & 0xfff;
        return LongStream.iterate(1, id -> id + 1)
                .filter(id -> (Frontier.hash(id) & 0xfff) == slot)
                .limit(count)
                .toArray();
    }
}
