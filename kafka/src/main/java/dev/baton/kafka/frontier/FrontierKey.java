package dev.baton.kafka.frontier;

import dev.baton.core.LogId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Names one published frontier: {@code term/partition/stream/group}. The term is part of the key so that a late record of a lower
 * term can never displace a newer one when the topic is compacted. Immutable.
 */
record FrontierKey(long term, LogId log, String group) {

    private static final int PARTS = 4;

    byte[] bytes() {
        return (term + "/" + log.partition() + "/" + log.stream() + "/" + group).getBytes(StandardCharsets.UTF_8);
    }

    /** The key in {@code bytes}; empty if they are none. */
    static Optional<FrontierKey> parse(byte[] bytes) {
        String[] parts = new String(bytes, StandardCharsets.UTF_8).split("/", PARTS);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new FrontierKey(
                    Long.parseLong(parts[0]), new LogId(parts[2], Integer.parseInt(parts[1])), parts[3]));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
