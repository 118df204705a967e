package dev.baton.runtime.token;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of one JSON object, where a wrong one is an {@link IllegalArgumentException} that names it. Immutable. */
final class JsonFields {

    private final String path;
    private final JsonNode object;

    private JsonFields(String path, JsonNode object) {
        this.path = path;
        this.object = object;
    }

    static JsonFields of(String path, @Nullable JsonNode node) {
        if (node == null || !node.isObject()) {
            throw new IllegalArgumentException((path.isEmpty() ? "it" : path) + " must be a JSON object");
        }
        return new JsonFields(path, node);
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    void requireOnly(List<String> known) {
        for (String name : names()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        at(name) + ": this key is not part of the format; known are " + known);
            }
        }
    }

    boolean has(String name) {
        return object.has(name);
    }

    JsonFields object(String name) {
        return of(at(name), field(name));
    }

    /** The value as JSON. */
    String json(String name) {
        return field(name).toString();
    }

    String text(String name) {
        JsonNode node = field(name);
        if (!node.isTextual()) {
            throw new IllegalArgumentException(at(name) + ": must be a text");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(node.textValue())) {
            throw new IllegalArgumentException(at(name) + ": holds half a character, which cannot be written again");
        }
        return node.textValue();
    }

    @Nullable
    String textOrNull(String name) {
        return field(name).isNull() ? null : text(name);
    }

    long number(String name) {
        JsonNode node = field(name);
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw new IllegalArgumentException(at(name) + ": must be a whole number");
        }
        return node.longValue();
    }

    Instant instant(String name) {
        String text = text(name);
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    at(name) + ": '" + text + "' is not an instant such as 2025-01-31T12:00:00Z", e);
        }
    }

    <E extends Enum<E>> E oneOf(String name, Class<E> type) {
        String text = text(name);
        for (E value : type.getEnumConstants()) {
            if (value.name().equals(text)) {
                return value;
            }
        }
        throw new IllegalArgumentException(
                at(name) + ": '" + text + "' is none of " + Arrays.toString(type.getEnumConstants()));
    }

    private JsonNode field(String name) {
        JsonNode node = object.get(name);
        if (node == null) {
            throw new IllegalArgumentException(at(name) + ": this key is missing");
        }
        return node;
    }

    private String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
