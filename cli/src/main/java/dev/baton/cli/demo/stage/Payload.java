package dev.baton.cli.demo.stage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cli.demo.input.Template;

/** The value of a record: {@code {"event":…,"n":…,"row":{…}}}. Stateless and safe for any thread. */
final class Payload {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVENT = "event";

    private Payload() {}

    static String of(Template.Event event, long number) {
        ObjectNode value = JSON.createObjectNode().put(EVENT, event.name()).put("n", number);
        value.set("row", event.columns());
        return value.toString();
    }

    /** The name of the event; what is none of ours is its own name, so that the judge sees it. */
    static String event(String value) {
        try {
            return JSON.readTree(value).path(EVENT).asText(value);
        } catch (JsonProcessingException e) {
            return value;
        }
    }
}
