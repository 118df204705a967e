package dev.baton.spark;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What has taken effect: a table {@code applied} with a sequence and a value in each row. */
final class AppliedTable {

    private AppliedTable() {}

    static void create(String jdbcUrl) throws SQLException {
        execute(jdbcUrl, "CREATE TABLE applied (sequence BIGINT, value TEXT)");
    }

    static void drop(String jdbcUrl) throws SQLException {
        execute(jdbcUrl, "DROP TABLE applied");
    }

    private static void execute(String jdbcUrl, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Of all rows, ascending. */
    static List<Long> sequences(String jdbcUrl) throws SQLException {
        List<Long> sequences = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT sequence FROM applied ORDER BY sequence")) {
            while (rows.next()) {
                sequences.add(rows.getLong(1));
            }
        }
        return sequences;
    }
}
