package dev.baton.cli.demo.input;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values as in RFC 4180: the first line names the columns; a field in double quotes may hold commas, line ends and
 * doubled double quotes. For one thread.
 */
final class CsvRows implements Rows.Parser {

    /** A quote that is never closed must not read a whole file into memory. */
    private static final int MAX_RECORD_CHARS = 1024 * 1024;

    private final Lines lines;
    private final List<String> columns;
    private final int keyIndex;

    CsvRows(Lines lines, String firstLine, @Nullable String keyColumn) throws IOException {
        this.lines = lines;
        this.columns = fields(firstLine).stream().map(String::strip).toList();
        if (new HashSet<>(columns).size() < columns.size()) {
            throw lines.problem("names a column twice: " + String.join(", ", columns));
        }
        this.keyIndex = keyColumn == null ? 0 : columns.indexOf(keyColumn);
        if (keyIndex < 0) {
            throw lines.problem("names no column '" + keyColumn + "', which --key asks for; the columns are "
                    + String.join(", ", columns));
        }
    }

    @Override
    public @Nullable Row next() throws IOException {
        String line = lines.next();
        if (line == null) {
            return null;
        }
        int number = lines.number();
        List<String> fields = fields(line);
        if (fields.size() != columns.size()) {
            throw lines.problem(
                    number,
                    "has " + fields.size() + " fields, but the first line names " + columns.size() + " columns: "
                            + String.join(", ", columns));
        }
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < columns.size(); i++) {
            row.put(columns.get(i), fields.get(i));
        }
        return new Row(fields.get(keyIndex), row);
    }

    private List<String> fields(String firstLine) throws IOException {
        int number = lines.number();
        String text = firstLine;
        List<String> fields = new ArrayList<>();
        int at = 0;
        while (at <= text.length()) {
            if (at < text.length() && text.charAt(at) == '"') {
                text = withWholeField(text, at, number);
                int end = closingQuote(text, at);
                fields.add(text.substring(at + 1, end).replace("\"\"", "\""));
                at = end + 1;
                if (at < text.length() && text.charAt(at) != ',') {
                    throw lines.problem(
                            number,
                            "has text after the closing quote of field " + fields.size()
                                    + "; write a quote inside a quoted field twice");
                }
                at++;
            } else {
                int comma = text.indexOf(',', at);
                int end = comma < 0 ? text.length() : comma;
                fields.add(text.substring(at, end));
                at = end + 1;
            }
        }
        return fields;
    }

    /** A quoted field may go on in the next lines. */
    private String withWholeField(String start, int open, int number) throws IOException {
        StringBuilder text = new StringBuilder(start);
        while (closingQuote(text, open) < 0) {
            String more = lines.nextEvenIfBlank();
            if (more == null || text.length() + more.length() > MAX_RECORD_CHARS) {
                throw lines.problem(number, "opens a quote that is never closed");
            }
            text.append('\n').append(more);
        }
        return text.toString();
    }

    /** Where the field that opens at {@code open} closes, -1 if it does not. */
    private static int closingQuote(CharSequence text, int open) {
        int at = open + 1;
        while (at < text.length()) {
            boolean isQuote = text.charAt(at) == '"';
            boolean isDoubled = isQuote && at + 1 < text.length() && text.charAt(at + 1) == '"';
            if (isQuote && !isDoubled) {
                return at;
            }
            at += isDoubled ? 2 : 1;
        }
        return -1;
    }
}
