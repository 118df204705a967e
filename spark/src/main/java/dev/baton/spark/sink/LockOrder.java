package dev.baton.spark.sink;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.spark.EventColumns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.StructType;

/**
 * The order in which a statement gets the rows of a transaction: by these columns, so that all transactions lock rows of the database in
 * one order. Rows that are equal in them keep theirs. Immutable.
 *
 * @param columns by number; none for the order of the events
 */
record LockOrder(List<Integer> columns) {

    LockOrder {
        columns = List.copyOf(columns);
    }

    /**
     * Finds the columns.
     *
     * @throws InvalidConfigurationException if there is no such column, or one is an array, a map or a structure
     */
    static LockOrder of(List<String> names, StructType schema) {
        List<Integer> columns = new ArrayList<>();
        for (String name : names) {
            int column = EventColumns.find(name, schema, "lockOrder");
            if (!(schema.apply(column).dataType() instanceof AtomicType)) {
                throw new InvalidConfigurationException("Option 'lockOrder' of format(\"baton\") names column '" + name
                        + "' of type " + schema.apply(column).dataType().simpleString()
                        + ", which has no order here. Name columns of a simple type, such as STRING, BIGINT, DATE or"
                        + " BINARY, that identify the row that the statement changes");
            }
            columns.add(column);
        }
        return new LockOrder(columns);
    }

    /** Stable, so that for each row of the database the order of the events stays. */
    List<Row> apply(List<Row> rows) {
        if (columns.isEmpty()) {
            return rows;
        }
        List<Row> ordered = new ArrayList<>(rows);
        ordered.sort(Comparator.comparing(this::key));
        return ordered;
    }

    /** The text of a byte[] would be its identity, so that equal ones differ. */
    private String key(Row row) {
        StringBuilder key = new StringBuilder();
        for (int column : columns) {
            Object value = row.get(column);
            key.append(value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value)
                    .append('\0');
        }
        return key.toString();
    }
}
