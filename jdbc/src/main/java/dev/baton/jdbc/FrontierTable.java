package dev.baton.jdbc;

import dev.baton.core.InvalidConfigurationException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/** The SQL of the table that holds the frontiers, in the words of one database. Immutable. */
final class FrontierTable {

    private final String name;
    private final String columns;
    private final String key;
    private final String creation;

    private FrontierTable(String name, String quote, String binaryType) {
        // MySQL reserves this word, so it is quoted, with what the database quotes names with.
        String partition = quote + "partition" + quote;
        this.name = name;
        this.columns = "consumer_group, stream, " + partition + ", term, version, frontier";
        this.key = "consumer_group = ? AND stream = ? AND " + partition + " = ?";
        this.creation = "CREATE TABLE " + name
                + " (consumer_group VARCHAR(255) NOT NULL, stream VARCHAR(255) NOT NULL, "
                + partition + " INTEGER NOT NULL, term BIGINT NOT NULL, version BIGINT NOT NULL, frontier " + binaryType
                + " NOT NULL, PRIMARY KEY (consumer_group, stream, " + partition + "))";
    }

    /**
     * The table, which exists when this returns. The connection must not be in auto-commit mode.
     *
     * @throws InvalidConfigurationException if it does not exist and cannot be created, or is not such a table
     */
    static FrontierTable ensure(Connection connection, String name) throws SQLException {
        DatabaseMetaData database = connection.getMetaData();
        String quote = database.getIdentifierQuoteString().strip();
        FrontierTable table = new FrontierTable(name, quote, binaryType(database.getDatabaseProductName()));
        if (!table.exists(connection)) {
            table.create(connection);
        }
        return table;
    }

    private static String binaryType(String product) {
        return switch (product.toLowerCase(Locale.ROOT)) {
            case "postgresql" -> "BYTEA";
            case "mysql", "mariadb" -> "LONGBLOB";
            default -> "BLOB";
        };
    }

    /**
     * True if it can be read. Asked by reading, as what drivers tell of tables depends on schemas and on the case of
     * names.
     */
    private boolean exists(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement
                    .executeQuery("SELECT " + columns + " FROM " + name + " WHERE 1 = 0")
                    .close();
            connection.rollback();
            return true;
        } catch (SQLException e) {
            if (Failure.of(e) == Failure.PASSING) {
                throw e;
            }
            connection.rollback();
            return false;
        }
    }

    private void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(creation);
            connection.commit();
        } catch (SQLException e) {
            if (Failure.of(e) == Failure.PASSING) {
                throw e;
            }
            connection.rollback();
            // Somebody else may have been quicker; IF NOT EXISTS is neither free of that race nor known everywhere.
            if (!exists(connection)) {
                throw new InvalidConfigurationException(
                        "Table " + name + " cannot be read with the columns " + columns + ", and cannot be created: "
                                + Failure.describe(e)
                                + ". Have it created, with the right types for the database, as in: " + creation
                                + "; the sink's user needs SELECT, INSERT and UPDATE on it.",
                        e);
            }
        }
    }

    /** Sets term and version where nobody of a newer term was: term, key, term. */
    String raiseTerm() {
        return "UPDATE " + name + " SET term = ?, version = version + 1 WHERE " + key + " AND term <= ?";
    }

    /** A row that was not there: key, term, version, frontier. */
    String insert() {
        return "INSERT INTO " + name + " (" + columns + ") VALUES (?, ?, ?, ?, ?, ?)";
    }

    /** Term, version and frontier: key. */
    String read() {
        return "SELECT term, version, frontier FROM " + name + " WHERE " + key;
    }

    /** Replaces the frontier where the claim still stands (rule F): frontier, key, term, version. */
    String advance() {
        return "UPDATE " + name + " SET frontier = ?, version = version + 1 WHERE " + key
                + " AND term = ? AND version = ?";
    }

    @Override
    public String toString() {
        return name;
    }
}
