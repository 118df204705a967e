package dev.baton.spark.sink;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.jdbc.JdbcEffects;
import dev.baton.spark.EventColumns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Executes each statement for each row, in batches. Immutable. */
final class RowEffects implements JdbcEffects<Row> {

    private static final int BATCH = 1_000;

    private final List<Bound> statements;

    /** A statement, the columns that its parameters are, and those by which rows are ordered for it. */
    private record Bound(String sql, List<Integer> columns, List<Integer> lockOrder) {

        static Bound of(SinkOptions.Effect effect, StructType schema) {
            NamedStatement named = NamedStatement.parse(effect.sql());
            return new Bound(
                    named.sql(),
                    RowEffects.columns(named.names(), schema, "effect"),
                    RowEffects.columns(effect.lockOrder(), schema, "lockOrder"));
        }

        /** Stable, so that for each row of the database the order of the events stays. */
        List<Row> ordered(List<Row> rows) {
            if (lockOrder.isEmpty()) {
                return rows;
            }
            List<Row> ordered = new ArrayList<>(rows);
            ordered.sort(Comparator.comparing(this::lockKey));
            return ordered;
        }

        private String lockKey(Row row) {
            StringBuilder key = new StringBuilder();
            lockOrder.forEach(column -> key.append(row.get(column)).append('\0'));
            return key.toString();
        }
    }

    /**
     * Finds the columns that the options name.
     *
     * @throws InvalidConfigurationException if there is no such column; names those that there are
     */
    RowEffects(SinkOptions options, StructType schema) {
        this.statements = options.effects().stream()
                .map(effect -> Bound.of(effect, schema))
                .toList();
    }

    private static List<Integer> columns(List<String> names, StructType schema, String option) {
        return names.stream()
                .map(name -> EventColumns.find(name, schema, option))
                .toList();
    }

    @Override
    public void apply(Connection connection, List<Row> rows) throws SQLException {
        for (Bound statement : statements) {
            try (PreparedStatement prepared = connection.prepareStatement(statement.sql())) {
                execute(prepared, statement.columns(), statement.ordered(rows));
            }
        }
    }

    private static void execute(PreparedStatement prepared, List<Integer> columns, List<Row> rows) throws SQLException {
        int waiting = 0;
        for (Row row : rows) {
            for (int i = 0; i < columns.size(); i++) {
                prepared.setObject(i + 1, row.get(columns.get(i)));
            }
            prepared.addBatch();
            waiting++;
            if (waiting == BATCH) {
                prepared.executeBatch();
                waiting = 0;
            }
        }
        if (waiting > 0) {
            prepared.executeBatch();
        }
    }
}
