package dev.baton.spark.source;

import dev.baton.core.LogId;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.frontier.Round;
import dev.baton.spark.FrontierStore;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** One frontier for all logs, which a test changes as it likes. */
final class InMemoryFrontierStore implements FrontierStore {

    final Frontier stored = new Frontier();

    @Override
    public SortedMap<LogId, Frontier> claim(SortedSet<LogId> logs, Term term) {
        return peek(logs);
    }

    @Override
    public SortedMap<LogId, Frontier> peek(SortedSet<LogId> logs) {
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
