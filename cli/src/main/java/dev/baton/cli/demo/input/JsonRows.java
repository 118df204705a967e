package dev.baton.cli.demo.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** JSON lines: an object on each. For one thread. */
final class JsonRows implements Rows.Parser {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Lines lines;
    private final String keyColumn;
    private @Nullable ObjectNode first;

    JsonRows(Lines lines, String firstLine, @Nullable String keyColumn) {
        this.lines = lines;
        ObjectNode columns = parse(firstLine);
        Iterator<String> names = columns.fieldNames();
        if (!names.hasNext()) {
            throw lines.problem("is an empty object; it needs at least the field that is the key");
        }
        this.keyColumn = keyColumn == null ? names.next() : keyColumn;
        this.first = columns;
    }

    @Override
    public @Nullable Row next() throws IOException {
        ObjectNode columns = first;
        first = null;
        if (columns == null) {
            String line = lines.next();
            if (line == null) {
                return null;
            }
            columns = parse(line);
        }
        return new Row(key(columns), columns);
    }

    private ObjectNode parse(String line) {
        try {
            if (JSON.readTree(line) instanceof ObjectNode columns) {
                return columns;
            }
            throw lines.problem("is not a JSON object; each line must be one, such as {\"id\": 1}");
        } catch (JsonProcessingException e) {
            throw lines.problem("is not a JSON object: " + e.getOriginalMessage());
        }
    }

    private String key(ObjectNode columns) {
        JsonNode value = columns.get(keyColumn);
        if (value == null || !value.isValueNode()) {
            throw lines.problem("has no field '" + keyColumn
                    + "' with a plain value, which would be the key; choose another with --key");
        }
        return value.asText();
    }
}
