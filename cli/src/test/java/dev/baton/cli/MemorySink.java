package dev.baton.cli;

import dev.baton.core.LogId;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.sink.Claim;
import dev.baton.core.sink.ClaimOutcome;
import dev.baton.core.sink.CommitOutcome;
import dev.baton.core.sink.TransactionalSink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A fenced sink in memory that several processors share, as they would a database. Safe for use by several threads. */
final class MemorySink<E> implements TransactionalSink<E> {

    private final Map<LogId, Claim> claims = new HashMap<>();
    private final Map<LogId, Frontier> frontiers = new HashMap<>();
    private final List<E> effects = new ArrayList<>();

    /** What has taken effect, in order. */
    synchronized List<E> effects() {
        return List.copyOf(effects);
    }

    @Override
    public synchronized ClaimOutcome claim(LogId log, Term term) {
        Claim stored = claims.get(log);
        if (stored != null && stored.term().compareTo(term) > 0) {
            return new ClaimOutcome.Fenced(stored.term());
        }
        Claim claim = new Claim(log, term, stored == null ? 0 : stored.version() + 1);
        claims.put(log, claim);
        return new ClaimOutcome.Claimed(claim, peek(log));
    }

    @Override
    public synchronized CommitOutcome commit(List<E> events, Map<Claim, Frontier> next) {
        for (Claim claim : next.keySet()) {
            if (!claim.equals(claims.get(claim.log()))) {
                return new CommitOutcome.Superseded(claim.log() + " is claimed by another");
            }
        }
        effects.addAll(events);
        next.forEach((claim, frontier) -> {
            claims.put(claim.log(), claim.next());
            frontiers.put(claim.log(), frontier.copy());
        });
        return new CommitOutcome.Committed();
    }

    @Override
    public synchronized Frontier peek(LogId log) {
        Frontier frontier = frontiers.get(log);
        return frontier == null ? new Frontier() : frontier.copy();
    }

    @Override
    public void close() {}
}
