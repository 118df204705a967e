package dev.baton.spark.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.frontier.FrontierCodec;
import java.io.Serializable;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a table says of itself: which events of a stream have taken effect in it for a group, and in which term that was last
 * changed. Immutable.
 *
 * @param term of the last claim or commit; 0 if there was none
 * @param version grows by one with each claim and each commit, so that no two states of a table are equal
 * @param frontiers by partition, as {@link FrontierCodec} writes them, in Base64
 */
record Progress(long term, long version, SortedMap<Integer, String> frontiers) implements Serializable {

    /** Nobody has claimed the table yet. */
    static final Progress NONE = new Progress(0, 0, Collections.emptySortedMap());

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT = 1;

    Progress {
        frontiers = Collections.unmodifiableSortedMap(new TreeMap<>(frontiers));
    }

    /** What has taken effect of a partition; a copy. */
    Frontier frontier(int partition) {
        String text = frontiers.get(partition);
        return text == null ? new Frontier() : decode(text);
    }

    /** The next state, in {@code newTerm}, once the events of {@code more} have taken effect too. */
    Progress next(long newTerm, Map<Integer, Frontier> more) {
        SortedMap<Integer, String> grown = new TreeMap<>(frontiers);
        more.forEach((partition, events) -> {
            Frontier frontier = frontier(partition);
            frontier.addAll(events);
            grown.put(partition, encode(frontier));
        });
        return new Progress(newTerm, Math.addExact(version, 1), grown);
    }

    /** As a property of a table. */
    String text() {
        ObjectNode json =
                JSON.createObjectNode().put("format", FORMAT).put("term", term).put("version", version);
        ObjectNode logs = json.putObject("frontiers");
        frontiers.forEach((partition, frontier) -> logs.put(Integer.toString(partition), frontier));
        return json.toString();
    }

    /**
     * Reads what {@link #text} has written; {@link #NONE} if there is nothing.
     *
     * @param place what to call it in an error
     * @throws InvalidConfigurationException if it is something else
     */
    static Progress parse(@Nullable String text, String place) {
        if (text == null) {
            return NONE;
        }
        try {
            JsonNode json = JSON.readTree(text);
            long term = json.path("term").asLong();
            long version = json.path("version").asLong();
            if (json.path("format").asInt() != FORMAT || term < 1 || version < 1) {
                throw notOurs(place, null);
            }
            SortedMap<Integer, String> frontiers = new TreeMap<>();
            json.path("frontiers").properties().forEach(entry -> {
                String frontier = entry.getValue().asText();
                decode(frontier); // so that a mistake shows now
                frontiers.put(Integer.parseInt(entry.getKey()), frontier);
            });
            return new Progress(term, version, frontiers);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw notOurs(place, e);
        }
    }

    private static InvalidConfigurationException notOurs(String place, @Nullable Exception cause) {
        return new InvalidConfigurationException(
                place + " is not as Baton writes it, or of a later release. It says which events are in the"
                        + " table: put it back as an earlier metadata file of the table has it. Nothing was written",
                cause);
    }

    static String encode(Frontier frontier) {
        return Base64.getEncoder().encodeToString(FrontierCodec.encode(frontier));
    }

    static Frontier decode(String text) {
        return FrontierCodec.decode(Base64.getDecoder().decode(text)).orElseThrow(IllegalArgumentException::new);
    }
}
