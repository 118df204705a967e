package dev.baton.spark.sink;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.jdbc.JdbcEffects;
import dev.baton.spark.EventColumns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Executes each statement for each row, in batches. Immutable. */
final class RowEffects implements JdbcEffects<Row> {

    private static final int BATCH = 1_000;

    private final List<Bound> statements;

    /** A statement, the columns that its parameters are, and the order in which it gets rows. */
    private record Bound(String sql, List<Integer> columns, LockOrder order) {

        static Bound of(SinkOptions.Effect effect, StructType schema) {
            NamedStatement named = NamedStatement.parse(effect.sql());
            List<Integer> columns = named.names().stream()
                    .map(name -> EventColumns.find(name, schema, "effect"))
                    .toList();
            return new Bound(named.sql(), columns, LockOrder.of(effect.lockOrder(), schema));
        }
    }

    /**
     * Finds the columns that the options name.
     *
     * @throws InvalidConfigurationException if there is no such column, and names those that there are; or if rows have no order by it
     */
    RowEffects(SinkOptions options, StructType schema) {
        this.statements = options.effects().stream()
                .map(effect -> Bound.of(effect, schema))
                .toList();
    }

    @Override
    public void apply(Connection connection, List<Row> rows) throws SQLException {
        for (Bound statement : statements) {
            try (PreparedStatement prepared = connection.prepareStatement(statement.sql())) {
                execute(prepared, statement.columns(), statement.order().apply(rows));
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
