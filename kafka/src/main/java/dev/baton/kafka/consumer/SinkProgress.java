package dev.baton.kafka.consumer;

import dev.baton.core.FencedException;
import dev.baton.core.LogId;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.sink.Claim;
import dev.baton.core.sink.CommitOutcome;
import dev.baton.core.sink.TransactionalSink;
import dev.baton.kafka.frontier.Lookout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Frontiers kept with the effects, by the sink itself (rule F). For one thread. */
final class SinkProgress<E> implements Progress {

    private final TransactionalSink<E> sink;
    private final Lookout lookout;
    private final Map<LogId, Claim> claims = new TreeMap<>();

    SinkProgress(TransactionalSink<E> sink, Lookout lookout) {
        this.sink = sink;
        this.lookout = lookout;
    }

    @Override
    public Frontier claim(LogId log, Term term) {
        return sink.claim(log, term)
                .fold(
                        claimed -> {
                            claims.put(log, claimed.claim());
                            return claimed.frontier();
                        },
                        fenced -> {
                            throw new FencedException(
                                    "Fenced: term " + fenced.storedTerm() + " has taken over " + log
                                            + " at the sink, and this processor is of term " + term
                                            + ". Nothing of the refused work took effect. It stops; start it again to stand by");
                        });
    }

    @Override
    public Frontier peek(LogId log) {
        return sink.peek(log);
    }

    /** Commits {@code events} and the frontiers that follow, under the claims that stand here. */
    CommitOutcome commit(List<E> events, Map<LogId, Frontier> frontiers) {
        Map<Claim, Frontier> byClaim = new HashMap<>();
        frontiers.forEach((log, frontier) -> {
            lookout.tend(log, frontier);
            byClaim.put(claimOf(log), frontier);
        });
        CommitOutcome outcome = sink.commit(events, byClaim);
        outcome.fold(
                committed -> {
                    frontiers
                            .keySet()
                            .forEach(log -> claims.put(log, claimOf(log).next()));
                    return true;
                },
                superseded -> false,
                unknown -> false);
        return outcome;
    }

    private Claim claimOf(LogId log) {
        Claim claim = claims.get(log);
        if (claim == null) {
            throw new IllegalStateException("Log " + log + " is committed without a claim");
        }
        return claim;
    }

    /** A commit is durable when it returns, so there is nothing to wait for. */
    @Override
    public boolean settle() {
        return true;
    }

    @Override
    public void close() {
        sink.close();
    }
}
