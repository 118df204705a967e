package dev.baton.testkit.postgres;

import dev.baton.testkit.Resources;
import dev.baton.testkit.TestbedException;
import dev.baton.testkit.ports.FreePorts;
import dev.baton.testkit.process.ChildProcess;
import dev.baton.testkit.process.Command;
import dev.baton.testkit.process.Janitor;
import dev.baton.testkit.process.ServerStart;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A real PostgreSQL server in a process of its own, durable as in production: {@code fsync} and
 * {@code synchronous_commit} are on, and {@code track_commit_timestamp} tells when each row was committed.
 *
 * <p>{@link #start} returns at once; {@link #awaitReady} says when it serves. It ends with this process at the
 * latest; its directory, log included, is kept, and a later start there serves the same data. User {@code postgres}
 * needs no password; it listens on 127.0.0.1 only. It may be started by root: PostgreSQL, which refuses to be root,
 * then runs in a user namespace of its own or, where that is forbidden, as {@code nobody}.
 *
 * <p>One thread at a time may start, await and close; the other methods may be called by any thread.
 */
public final class PostgresServer implements AutoCloseable {

    private static final int MAX_CONNECTIONS = 100;
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);

    private static final String SCRIPT = Resources.text(PostgresServer.class, "postgres.sh");

    private final Janitor janitor;
    private final Path directory;
    private volatile int port;
    private volatile boolean portPromised;
    private volatile ChildProcess process;

    private PostgresServer(Janitor janitor, Path directory) {
        this.janitor = janitor;
        this.directory = directory.toAbsolutePath().normalize();
        this.port = FreePorts.choose();
        this.process = begin();
    }

    /**
     * Starts a server and returns at once; {@link #awaitReady} must follow. The first start makes the data (about 1 s).
     *
     * @param directory everything it writes: data and log; made if missing
     * @throws TestbedException if the process cannot be started
     */
    public static PostgresServer start(Janitor janitor, Path directory) {
        return new PostgresServer(janitor, directory);
    }

    /**
     * Returns when the server answers queries.
     *
     * @throws TestbedException with the end of its log if it dies, or does not answer in time
     */
    public void awaitReady(Duration atMost) {
        new ServerStart(() -> process, this::serves, this::beginAnew).await(atMost);
        portPromised = true;
    }

    /** The port of 127.0.0.1 it listens on: the target of a proxy; after awaitReady only. */
    public int port() {
        if (!portPromised) {
            throw new IllegalStateException("The port of postgres may still change: call awaitReady first.");
        }
        return port;
    }

    /** The URL of its database, user included; after awaitReady only. */
    public String jdbcUrl() {
        return jdbcUrl(port());
    }

    /** The same by way of a proxy that listens on this port of 127.0.0.1. */
    public String jdbcUrl(int proxyPort) {
        return "jdbc:postgresql://127.0.0.1:" + proxyPort + "/postgres?user=postgres";
    }

    /** Its process, for logs and figures. */
    public ChildProcess process() {
        return process;
    }

    /** Shuts it down in order, ending open transactions, or kills it after 10 s. May be called again. */
    @Override
    public void close() {
        if (!process.isAlive()) {
            return;
        }
        // SIGTERM would wait for every client to leave.
        process.signal("INT");
        if (!process.awaitExit(CLOSE_DEADLINE)) {
            process.kill();
        }
    }

    private ChildProcess begin() {
        List<String> words = new ArrayList<>(List.of("sh", "-c", SCRIPT, "postgres"));
        words.add(directory.toString());
        words.add(PostgresBinaries.home().toString());
        words.addAll(List.of("-p", Integer.toString(port), "-h", "127.0.0.1", "-k", ""));
        for (String setting : List.of(
                "fsync=on",
                "synchronous_commit=on",
                "track_commit_timestamp=on",
                "max_connections=" + MAX_CONNECTIONS,
                "timezone=UTC",
                "log_timezone=UTC")) {
            words.addAll(List.of("-c", setting));
        }
        Command command = Command.of(words.toArray(String[]::new));
        return ChildProcess.start(janitor, "postgres", command, directory.resolve("postgres.log"));
    }

    private void beginAnew() {
        if (!portPromised) {
            port = FreePorts.choose();
        }
        process = begin();
    }

    /** Asks for its folder, since a stranger's server may have the port. */
    private boolean serves() {
        String url = jdbcUrl(port) + "&connectTimeout=2&socketTimeout=5";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("SHOW data_directory")) {
            return answer.next() && Path.of(answer.getString(1)).equals(directory.resolve("data"));
        } catch (SQLException e) {
            return false;
        }
    }
}
