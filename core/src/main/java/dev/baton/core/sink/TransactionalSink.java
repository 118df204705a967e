package dev.baton.core.sink;

import dev.baton.core.LogId;
import dev.baton.core.SinkFailedException;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import java.util.List;
import java.util.Map;

/**
 * A sink that keeps the frontier with the effects: one transaction writes the effects, advances the frontier and requires that
 * the claim still stands (rule F). Every call ends within a deadline of the sink's own.
 *
 * @param <E> the events it takes
 */
public non-sealed interface TransactionalSink<E> extends Sink<E>, AutoCloseable {

    /**
     * Takes over {@code log}: (1) raises the stored term to {@code term} and the version by one, durably; (2) then reads the
     * frontier. After (1) no older claim can commit. May be called again at any time; the latest claim wins.
     *
     * @throws StoreUnavailableException if the sink does not answer; then nothing is claimed for certain, and it may be tried again
     */
    ClaimOutcome claim(LogId log, Term term);

    /**
     * Writes the effects of {@code events}, in order, and replaces the frontier of each log in {@code frontiers}, in one
     * transaction, if all the claims still stand.
     *
     * @param events of the logs in {@code frontiers}; must not be kept
     * @param frontiers what will have taken effect, by the claim under which it is written
     * @throws SinkFailedException if the sink refuses the effects themselves; nothing has taken effect, and trying again
     *     is useless
     */
    CommitOutcome commit(List<E> events, Map<Claim, Frontier> frontiers);

    /**
     * A frontier that {@code log} had at some moment; empty if nobody has claimed it yet. Claims nothing. As frontiers only grow,
     * what is in it has taken effect; a standby uses it to stay positioned.
     *
     * @throws StoreUnavailableException if the sink does not answer
     */
    Frontier peek(LogId log);

    @Override
    void close();
}
