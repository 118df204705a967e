package dev.baton.testkit.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.testkit.process.Janitor;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("chaos")
class PostgresServerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The same data for all tests: making them is what takes time. */
    @TempDir
    static Path directory;

    private final Janitor janitor = Janitor.start();

    @AfterEach
    void closeJanitor() {
        janitor.close();
    }

    @Test
    void shouldBeDurableAndTellCommitTimes() throws SQLException {
        // Given
        try (PostgresServer server = ready()) {
            // When
            execute(server, "CREATE TABLE effects (id int)");
            execute(server, "INSERT INTO effects VALUES (1)");

            // Then
            assertThat(query(server, "SHOW fsync")).isEqualTo("on");
            assertThat(query(server, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(query(server, "SHOW max_connections")).isEqualTo("100");
            assertThat(query(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(query(server, "SELECT pg_xact_commit_timestamp(xmin) <= now() FROM effects"))
                    .isEqualTo("t");
        }
    }

    @Test
    void shouldServeTheSameDataAfterAKill() throws SQLException {
        // Given
        PostgresServer first = ready();
        execute(first, "CREATE TABLE kept (id int)");
        execute(first, "INSERT INTO kept VALUES (42)");

        // When
        first.process().kill();

        // Then
        try (PostgresServer second = ready()) {
            assertThat(query(second, "SELECT id FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void shouldEndAtOnceWhenClosedWhileClientsAreConnected() throws SQLException {
        // Given
        PostgresServer server = ready();
        try (Connection idle = DriverManager.getConnection(server.jdbcUrl())) {
            assertThat(idle.isValid(5)).isTrue();

            // When
            server.close();

            // Then
            assertThat(server.process().exitCode()).hasValue(0);
        }
    }

    @Test
    void shouldLeaveNoProcessBehindWhenTheParentIsGone() throws SQLException {
        // Given
        PostgresServer server = ready();
        long backend;
        try (Connection busy = DriverManager.getConnection(server.jdbcUrl());
                Statement statement = busy.createStatement()) {
            try (ResultSet answer = statement.executeQuery("SELECT pg_backend_pid()")) {
                answer.next();
                backend = answer.getLong(1);
            }

            // When
            janitor.close();

            // Then
            await().atMost(PATIENCE).until(() -> !server.process().isAlive());
            await().atMost(PATIENCE).until(() -> ProcessHandle.of(backend).isEmpty());
        }
    }

    private PostgresServer ready() {
        PostgresServer server = PostgresServer.start(janitor, directory);
        server.awaitReady(PATIENCE);
        return server;
    }

    private static void execute(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            answer.next();
            return answer.getString(1);
        }
    }
}
