package dev.baton.spark;

import dev.baton.core.FencedException;
import dev.baton.core.LogId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.frontier.Round;
import java.util.SortedMap;
import java.util.SortedSet;

/** The frontiers of a group, where its effects are. For one thread. */
public interface FrontierStore extends AutoCloseable {

    /**
     * Takes over {@code logs}: raises the stored term, durably, so that no older term can commit any more; then reads what has taken
     * effect (rule F).
     *
     * @throws FencedException if a newer term has been there
     * @throws StoreUnavailableException if it cannot be told now; try again
     */
    SortedMap<LogId, Frontier> claim(SortedSet<LogId> logs, Term term);

    /**
     * What has taken effect, perhaps as it was some time ago. Claims nothing.
     *
     * @throws StoreUnavailableException if it cannot be told now
     */
    SortedMap<LogId, Frontier> peek(SortedSet<LogId> logs);

    /**
     * Tells the stored frontier of {@code log} in which round the log is, so that it forgets producers whose events are gone from every
     * region (rule D). Nothing else of it changes. What cannot be stored now is left for another time.
     *
     * @throws FencedException if a newer term than {@code term} has been there
     * @throws StoreUnavailableException if the sink does not answer
     */
    void follow(LogId log, Round round, Term term);

    @Override
    void close();
}
