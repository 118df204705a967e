package dev.baton.spark.source;

import dev.baton.core.FencedException;
import dev.baton.core.LogId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.sink.TransactionalSink;
import dev.baton.spark.SinkDatabase;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of each log has taken effect, as the driver knows it from the sink. It saves work and tells where to begin; that nothing
 * takes effect twice is the sink's affair. For one thread.
 */
final class Frontiers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Frontiers.class);

    private final @Nullable TransactionalSink<Object> sink;
    private final Map<LogId, Frontier> known = new TreeMap<>();

    /** The frontiers at {@code database}; none, if there is none. */
    Frontiers(@Nullable SinkDatabase database) {
        this.sink = database == null ? null : database.open((connection, events) -> {});
    }

    /**
     * Takes over {@code log}: no older term can commit any more (rule F). Returns what has taken effect.
     *
     * @throws FencedException if a newer term has been there
     * @throws StoreUnavailableException if it cannot be told now; try again
     */
    Frontier claim(LogId log, Term term) {
        Frontier frontier = sink == null
                ? new Frontier()
                : sink.claim(log, term).fold(claimed -> claimed.frontier(), fenced -> {
                    throw new FencedException(
                            "Fenced: term " + fenced.storedTerm() + " has taken over " + log
                                    + " at the sink, and this query is of term " + term
                                    + ". Nothing was read. Start the query again: it stands by until its region holds the baton");
                });
        known.put(log, frontier);
        return frontier;
    }

    /** What has taken effect in {@code log}, perhaps as it was some time ago. */
    Frontier effective(LogId log) {
        if (sink != null) {
            try {
                known.put(log, sink.peek(log));
            } catch (StoreUnavailableException e) {
                LOG.atDebug().addKeyValue("event", "frontier-not-read").log(e.getMessage());
            }
        }
        return known.getOrDefault(log, new Frontier());
    }

    @Override
    public void close() {
        if (sink != null) {
            sink.close();
        }
    }
}
