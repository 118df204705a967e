package dev.baton.spark.source;

import dev.baton.core.FencedException;
import dev.baton.core.LogId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.frontier.Round;
import dev.baton.kafka.frontier.Lookout;
import dev.baton.spark.Applied;
import dev.baton.spark.FrontierStore;
import java.util.SortedMap;
import java.util.SortedSet;
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

    private final @Nullable FrontierStore store;
    private final Lookout lookout;
    private SortedMap<LogId, Frontier> known = new TreeMap<>();

    /** The frontiers at {@code sink}, which is closed with these; none, if there is none. */
    Frontiers(@Nullable FrontierStore sink, Lookout lookout) {
        this.store = sink;
        this.lookout = lookout;
    }

    /**
     * Takes over {@code logs}: no older term can commit any more (rule F).
     *
     * @throws FencedException if a newer term has been there
     * @throws StoreUnavailableException if it cannot be told now; try again
     */
    void claim(SortedSet<LogId> logs, Term term) {
        known = store == null ? new TreeMap<>() : store.claim(logs, term);
    }

    /**
     * Asks the sink again.
     *
     * @throws StoreUnavailableException if it does not answer
     */
    void refresh(SortedSet<LogId> logs) {
        if (store != null) {
            known = peek(store, logs);
        }
    }

    /** Between two batches the sink may have closed the connection, which the first call finds out. */
    private static SortedMap<LogId, Frontier> peek(FrontierStore sink, SortedSet<LogId> logs) {
        try {
            return sink.peek(logs);
        } catch (StoreUnavailableException e) {
            return sink.peek(logs);
        }
    }

    /** Lets the sink forget producers; {@code term} has claimed the logs. */
    void tend(Term term) {
        if (store != null) {
            known.forEach((log, frontier) -> tend(store, log, frontier, term));
        }
    }

    private void tend(FrontierStore sink, LogId log, Frontier frontier, Term term) {
        Round before = frontier.round();
        lookout.tend(log, frontier);
        if (frontier.round().equals(before)) {
            return;
        }
        try {
            sink.follow(log, frontier.round(), term);
        } catch (StoreUnavailableException e) {
            LOG.atDebug().addKeyValue("event", "round-not-stored").log(e.getMessage());
        }
    }

    /** Whether anything has taken effect in this group, in whatever region; of that the producers may be forgotten. */
    boolean hasProgress() {
        return known.values().stream()
                .anyMatch(frontier ->
                        frontier.producers() > 0 || !frontier.round().began().isEmpty());
    }

    /** Whether the sink has lost effects: it was put back to an earlier state, or is another one. */
    boolean hasLost(LogId log, Applied then) {
        return store != null && Applied.of(effective(log)).isLessThan(then);
    }

    /** What has taken effect in {@code log}, perhaps as it was some time ago. */
    Frontier effective(LogId log) {
        return known.getOrDefault(log, new Frontier());
    }

    @Override
    public void close() {
        if (store != null) {
            store.close();
        }
    }
}
