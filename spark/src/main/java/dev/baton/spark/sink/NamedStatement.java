package dev.baton.spark.sink;

import java.util.ArrayList;
import java.util.List;

/**
 * An SQL statement whose parameters have names. Immutable.
 *
 * @param sql with a question mark for each parameter, as JDBC wants it
 * @param names of the parameters, in order
 */
record NamedStatement(String sql, List<String> names) {

    NamedStatement {
        names = List.copyOf(names);
    }

    /** Reads {@code :name}; what stands in quotes, and a cast such as {@code ::int}, is left as it is. */
    static NamedStatement parse(String text) {
        StringBuilder sql = new StringBuilder(text.length());
        List<String> names = new ArrayList<>();
        int next = 0;
        while (next < text.length()) {
            char c = text.charAt(next);
            int end = next + 1;
            if (c == '\'' || c == '"') {
                int quote = text.indexOf(c, end);
                end = quote < 0 ? text.length() : quote + 1;
            } else if (text.startsWith("::", next)) {
                end = next + 2;
            } else if (c == ':' && end < text.length() && Character.isJavaIdentifierStart(text.charAt(end))) {
                end = endOfName(text, end);
                names.add(text.substring(next + 1, end));
                sql.append('?');
                next = end;
                continue;
            }
            sql.append(text, next, end);
            next = end;
        }
        return new NamedStatement(sql.toString(), names);
    }

    private static int endOfName(String text, int start) {
        int end = start;
        while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
            end++;
        }
        return end;
    }
}
