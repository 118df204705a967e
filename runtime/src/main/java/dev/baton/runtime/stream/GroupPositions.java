package dev.baton.runtime.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.store.StoredObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a group would go on reading in a region whose service remembers no positions: one object beside the token, at
 * {@code <name>/positions/<region>/<hash of the group>}. They are hints, as committed offsets of Kafka are: what has taken effect the
 * frontier knows, and a position must never be ahead of it. An older one that is written late only lets more be read again.
 *
 * <p>A log here is a partition of a stream by a name that no other stream ever has ({@link StreamService#identity}). Safe for use by several
 * threads; each call takes as long as the store's deadlines allow.
 */
public final class GroupPositions {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ATTEMPTS = 3;

    private final ObjectStore store;
    private final String group;
    private final String key;

    /** The positions of {@code group} in this region of the installation {@code name}. */
    public GroupPositions(ObjectStore store, String name, RegionId region, String group) {
        this.store = store;
        this.group = group;
        this.key = name + "/positions/" + region + "/" + hash(group);
    }

    /** A group may be called anything, a key may not. */
    private static String hash(String group) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(group.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * The positions of those of {@code logs} that have one.
     *
     * @throws StoreUnavailableException if they cannot be read
     */
    public SortedMap<LogId, Long> of(Collection<LogId> logs) {
        JsonNode streams = store.get(key).map(GroupPositions::read).orElseGet(JSON::createObjectNode);
        SortedMap<LogId, Long> positions = new TreeMap<>();
        for (LogId log : logs) {
            JsonNode position = streams.path(log.stream()).path(Integer.toString(log.partition()));
            if (position.canConvertToLong() && position.asLong() >= 0) {
                positions.put(log, position.asLong());
            }
        }
        return positions;
    }

    /** Total: rubbish is no position. */
    private static JsonNode read(StoredObject stored) {
        try {
            return JSON.readTree(stored.bytes()).path("streams");
        } catch (IOException e) {
            return JSON.createObjectNode();
        }
    }

    /**
     * Writes these and keeps those of other logs.
     *
     * @return false if others wrote at the same time again and again, or it is not known whether it was written
     * @throws StoreUnavailableException if the store does not answer
     */
    public boolean write(SortedMap<LogId, Long> positions) {
        for (int i = 0; i < ATTEMPTS; i++) {
            Optional<StoredObject> stored = store.get(key);
            byte[] merged = merge(stored, positions);
            PutOutcome outcome = stored.isEmpty()
                    ? store.putIfAbsent(key, merged)
                    : store.putIfVersion(key, merged, stored.get().version());
            if (!(outcome instanceof PutOutcome.Conflict)) {
                return outcome instanceof PutOutcome.Applied;
            }
        }
        return false;
    }

    private byte[] merge(Optional<StoredObject> stored, SortedMap<LogId, Long> positions) {
        ObjectNode streams = stored.map(GroupPositions::read)
                .filter(JsonNode::isObject)
                .map(JsonNode::<ObjectNode>deepCopy)
                .orElseGet(JSON::createObjectNode);
        positions.forEach((log, position) -> {
            ObjectNode partitions =
                    streams.path(log.stream()) instanceof ObjectNode there ? there : streams.putObject(log.stream());
            partitions.put(Integer.toString(log.partition()), position);
        });
        return JSON.createObjectNode()
                .put("group", group)
                .<ObjectNode>set("streams", streams)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }
}
