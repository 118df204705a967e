package dev.baton.jdbc;

import static dev.baton.jdbc.Workbench.LOG;
import static dev.baton.jdbc.Workbench.TIMEOUT;

import dev.baton.core.Term;
import dev.baton.core.sink.Claim;
import dev.baton.core.sink.ClaimOutcome;
import dev.baton.core.sink.CommitOutcome;
import dev.baton.testkit.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A processor in a process of its own, to be frozen in the middle of a transaction: it says by a file how far it is,
 * goes on with its commit when another appears, and leaves what came of it in a third.
 */
final class Zombie {

    static final String IN_THE_MIDDLE = "in-the-middle";
    static final String GO_ON = "go-on";
    static final String REPORT = "report";
    static final int BATCH = 5;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Zombie() {}

    /** Arguments: the JDBC URL, and the folder of the files. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        JdbcEffects<Workbench.Event> effects = (connection, events) -> {
            Workbench.insert(connection, events);
            create(folder.resolve(IN_THE_MIDDLE));
            Patience.await(PATIENCE, () -> Files.exists(folder.resolve(GO_ON)), () -> "nobody let me go on");
        };
        JdbcSinkOptions options =
                JdbcSinkOptions.of(Database.at(arguments[0]), Workbench.GROUP).withTimeout(TIMEOUT);
        try (JdbcSink<Workbench.Event> sink = new JdbcSink<>(options, effects)) {
            Claim claim = Workbench.firstClaim(sink, new Term(1));
            CommitOutcome late = sink.commit(Workbench.events(LOG, 0, BATCH), Map.of(claim, Workbench.frontier(BATCH)));
            ClaimOutcome again = sink.claim(LOG, new Term(1));
            Files.writeString(folder.resolve(REPORT), late + "\n" + again);
        }
    }

    private static void create(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
