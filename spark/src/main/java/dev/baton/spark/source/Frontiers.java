package dev.baton.spark.source;

import dev.baton.core.FencedException;
import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.LogId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.frontier.Round;
import dev.baton.kafka.frontier.Lookout;
import dev.baton.spark.FrontierStore;
import dev.baton.spark.source.BatchOffset.Known;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
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
            known = store.peek(logs);
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

    /** Asks the sink for the first time, long before it is needed, so that what is wrong with it is heard of in time. */
    void rehearse(LogId log) {
        try {
            if (store != null) {
                var unused = store.peek(new TreeSet<>(Set.of(log)));
            }
        } catch (StoreUnavailableException | InvalidConfigurationException e) {
            LOG.atWarn()
                    .addKeyValue("event", "sink-not-reached")
                    .addKeyValue("why", e.getMessage())
                    .log("This query stands by, and could not process: its sink cannot be asked");
        }
    }

    /** Whether anything has taken effect in this group, in whatever region; of that the producers may be forgotten. */
    boolean hasProgress() {
        return known.values().stream()
                .anyMatch(frontier ->
                        frontier.producers() > 0 || !frontier.round().began().isEmpty());
    }

    /** Whether the sink knows less than it did: it was put back to an earlier state, or is another one. */
    boolean isBehind(LogId log, Known then) {
        Frontier now = effective(log);
        long round = now.round().number();
        return store != null && (round < then.round() || (round == then.round() && now.events() < then.events()));
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
