package dev.baton.spark.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.LogId;
import dev.baton.spark.Applied;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.jspecify.annotations.Nullable;

/**
 * The plan of a batch: what Spark keeps in its checkpoint as the offset at which the batch ends. It says where the batch begins,
 * too: whoever finds it knows what was read in it and by whom, and can read all of it again. Immutable.
 */
final class BatchOffset extends Offset {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT = 1;

    private final Home home;
    private final long number;
    private final long term;
    private final SortedMap<LogId, Part> parts;

    /**
     * For whom a batch was planned: a place in one region's log means nothing in another's.
     *
     * @param region whose logs they are
     * @param group the consumer group
     * @param stream the stream
     * @param topic a name of its topic there that none has again which is made in its place; empty if it is not known yet
     */
    record Home(String region, String group, String stream, String topic) {

        @Override
        public String toString() {
            return "stream '" + stream + "' in region " + region + " for group '" + group + "'"
                    + (topic.isEmpty() ? "" : ", topic " + topic);
        }
    }

    /**
     * What is read of a log.
     *
     * @param resume offset at which to begin again in another term, so that nothing of this part is missed
     * @param from position in the delivery order of the term
     * @param to position before which it ends
     * @param known what was known when it was planned
     */
    record Part(long resume, long from, long to, Known known) {}

    /**
     * What was known of a log when a part of it was planned.
     *
     * @param end offset at which the log ended when the query first processed in that term
     * @param applied what had taken effect: all that lies before the part, at least
     */
    record Known(long end, Applied applied) {}

    private BatchOffset(Home home, long number, long term, SortedMap<LogId, Part> parts) {
        this.home = home;
        this.number = number;
        this.term = term;
        this.parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
    }

    /** Before the first batch of a query. */
    static BatchOffset beginning(Home home) {
        return new BatchOffset(home, 0, 0, new TreeMap<>());
    }

    /**
     * The plan of the batch after this one. Spark runs a batch only if its offset is another than the one before; so this is another
     * even if the same is to be read again.
     */
    BatchOffset next(Home by, long inTerm, SortedMap<LogId, Part> what) {
        return new BatchOffset(by, number + 1, inTerm, what);
    }

    /** True if it was planned for {@code other}, and is not just where a query begins. */
    boolean isOf(Home other) {
        return term != 0 && home.equals(other);
    }

    Home home() {
        return home;
    }

    long term() {
        return term;
    }

    SortedMap<LogId, Part> parts() {
        return parts;
    }

    /** Where {@code log} ended when this query first processed in {@code atTerm}: at {@code now}, if that is now. */
    long end(Home by, long atTerm, LogId log, long now) {
        Part part = isOf(by) && term == atTerm ? parts.get(log) : null;
        return part == null ? now : part.known().end();
    }

    /** By partition, what had taken effect when it was planned. */
    SortedMap<Integer, Applied> applied() {
        SortedMap<Integer, Applied> applied = new TreeMap<>();
        parts.forEach((log, part) -> applied.put(log.partition(), part.known().applied()));
        return applied;
    }

    @Override
    public String json() {
        ObjectNode json = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("region", home.region())
                .put("group", home.group())
                .put("stream", home.stream())
                .put("topic", home.topic())
                .put("number", number)
                .put("term", term);
        ObjectNode logs = json.putObject("logs");
        parts.forEach((log, part) -> logs.putObject(Integer.toString(log.partition()))
                .put("resume", part.resume())
                .put("from", part.from())
                .put("to", part.to())
                .put("end", part.known().end())
                .put("round", part.known().applied().round())
                .put("events", part.known().applied().events()));
        return json.toString();
    }

    /**
     * Reads what {@link #json} has written.
     *
     * @throws InvalidConfigurationException if it is none; says what to do with the checkpoint
     */
    static BatchOffset parse(String text) {
        JsonNode json = tree(text);
        if (json.path("format").asInt() != FORMAT || !json.path("logs").isObject()) {
            throw notOurs(null);
        }
        Home home = new Home(
                json.path("region").asText(),
                json.path("group").asText(),
                json.path("stream").asText(),
                json.path("topic").asText());
        SortedMap<LogId, Part> parts = new TreeMap<>();
        json.path("logs").properties().forEach(entry -> {
            JsonNode part = entry.getValue();
            parts.put(
                    new LogId(home.stream(), partition(entry.getKey())),
                    new Part(
                            part.path("resume").asLong(),
                            part.path("from").asLong(),
                            part.path("to").asLong(),
                            new Known(
                                    part.path("end").asLong(),
                                    new Applied(
                                            part.path("round").asLong(),
                                            part.path("events").asLong()))));
        });
        return new BatchOffset(
                home, json.path("number").asLong(), json.path("term").asLong(), parts);
    }

    private static int partition(String name) {
        try {
            return Integer.parseInt(name);
        } catch (NumberFormatException e) {
            throw notOurs(e);
        }
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw notOurs(e);
        }
    }

    private static InvalidConfigurationException notOurs(@Nullable Exception cause) {
        return new InvalidConfigurationException(
                "The checkpoint of this query holds no offset of format(\"baton\"), or one of a later release. Start the"
                        + " query with another checkpointLocation; an empty one will do, as the frontier at the sink tells"
                        + " where effects ended",
                cause);
    }
}
