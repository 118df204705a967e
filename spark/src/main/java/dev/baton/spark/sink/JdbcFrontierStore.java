package dev.baton.spark.sink;

import dev.baton.core.FencedException;
import dev.baton.core.LogId;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.frontier.Round;
import dev.baton.core.sink.ClaimOutcome;
import dev.baton.core.sink.TransactionalSink;
import dev.baton.spark.FrontierStore;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** The frontiers beside the effects in a database. */
final class JdbcFrontierStore implements FrontierStore {

    private final TransactionalSink<Object> sink;

    JdbcFrontierStore(SinkDatabase database) {
        this.sink = database.open((connection, events) -> {});
    }

    @Override
    public SortedMap<LogId, Frontier> claim(SortedSet<LogId> logs, Term term) {
        SortedMap<LogId, Frontier> frontiers = new TreeMap<>();
        logs.forEach(log -> frontiers.put(log, claim(log, term).frontier()));
        return frontiers;
    }

    private ClaimOutcome.Claimed claim(LogId log, Term term) {
        return sink.claim(log, term).fold(claimed -> claimed, fenced -> {
            throw new FencedException("Fenced: term " + fenced.storedTerm() + " has taken over " + log
                    + " at the sink, and this query is of term " + term
                    + ". Nothing was read. Start the query again: it stands by until its region holds the baton");
        });
    }

    @Override
    public SortedMap<LogId, Frontier> peek(SortedSet<LogId> logs) {
        SortedMap<LogId, Frontier> frontiers = new TreeMap<>();
        logs.forEach(log -> frontiers.put(log, sink.peek(log)));
        return frontiers;
    }

    @Override
    public void follow(LogId log, Round round, Term term) {
        ClaimOutcome.Claimed claimed = claim(log, term);
        Frontier next = claimed.frontier().copy();
        next.follow(round);
        var unused = sink.commit(List.of(), Map.of(claimed.claim(), next));
    }

    @Override
    public void close() {
        sink.close();
    }
}
