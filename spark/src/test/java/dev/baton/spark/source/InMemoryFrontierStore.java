package dev.baton.spark.source;

import dev.baton.core.LogId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.frontier.Round;
import dev.baton.spark.FrontierStore;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** One frontier for all logs, which a test changes as it likes; fails as often as it is told. */
final class InMemoryFrontierStore implements FrontierStore {

    final Frontier stored = new Frontier();
    int failures;

    @Override
    public SortedMap<LogId, Frontier> claim(SortedSet<LogId> logs, Term term) {
        return peek(logs);
    }

    @Override
    public SortedMap<LogId, Frontier> peek(SortedSet<LogId> logs) {
        if (failures > 0) {
            failures--;
            throw new StoreUnavailableException("the connection was closed");
        }
        SortedMap<LogId, Frontier> frontiers = new TreeMap<>();
        logs.forEach(log -> frontiers.put(log, stored.copy()));
        return frontiers;
    }

    @Override
    public void follow(LogId log, Round round, Term term) {
        stored.follow(round);
    }

    @Override
    public void close() {}
}
