package dev.baton.runtime.hook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.core.RegionId;
import dev.baton.core.token.Token;
import dev.baton.core.token.TokenChange;
import dev.baton.runtime.token.TokenJson;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a hook is told of one change. Immutable.
 *
 * @param hook its name
 * @param change of the token
 * @param events of the change that concern the hook
 */
public record HookCall(String hook, TokenChange change, List<TokenChange.Event> events) {

    private static final JsonMapper JSON = new JsonMapper();

    public HookCall {
        events = List.copyOf(events);
    }

    /** The version that the change has made; whoever may be called twice goes by it. */
    public long version() {
        return change.after().version();
    }

    /** The change as JSON, the same text each time. */
    public String json() {
        Token after = change.after();
        ObjectNode root = JSON.createObjectNode()
                .put("hook", hook)
                .put("name", after.name())
                .put("version", after.version())
                .put("term", after.term().value())
                .put("active", active().isEmpty() ? null : active())
                .put("reason", after.audit().reason())
                .put("by", after.audit().by())
                .put("at", after.audit().at().toString());
        ArrayNode happened = root.putArray("events");
        events.forEach(event ->
                happened.addObject().put("region", event.region().value()).put("event", word(event)));
        ArrayNode changed = root.putArray("changed");
        change.describe().forEach(changed::add);
        try {
            root.set("before", JSON.readTree(TokenJson.write(change.before())));
            root.set("after", JSON.readTree(TokenJson.write(after)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a token was written that is no JSON", e);
        }
        return root.toString();
    }

    /** The simple things, as environment variables. */
    SortedMap<String, String> environment() {
        Token after = change.after();
        SortedMap<String, String> variables = new TreeMap<>();
        variables.put("BATON_HOOK", hook);
        variables.put("BATON_NAME", after.name());
        variables.put("BATON_VERSION", String.valueOf(after.version()));
        variables.put("BATON_TERM", after.term().toString());
        variables.put("BATON_ACTIVE", active());
        variables.put(
                "BATON_EVENTS",
                events.stream().map(event -> word(event) + ":" + event.region()).collect(Collectors.joining(",")));
        return variables;
    }

    /** The region that may process; empty while a handover is under way. */
    private String active() {
        RegionId active = change.after().active();
        return change.after().admits(active) ? active.value() : "";
    }

    private static String word(TokenChange.Event event) {
        return event.kind().name().toLowerCase(Locale.ROOT);
    }
}
