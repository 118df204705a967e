package dev.baton.spark.lake;

import dev.baton.core.FencedException;
import dev.baton.core.LogId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.frontier.Round;
import dev.baton.spark.FrontierStore;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The frontiers that a table carries. One claim covers all logs of the stream. */
final class IcebergFrontierStore implements FrontierStore {

    private final IcebergEffectStore store;
    private @Nullable FencedTable opened;

    IcebergFrontierStore(IcebergEffectStore store) {
        this.store = store;
    }

    private FencedTable table() {
        FencedTable table = opened == null ? FencedTable.load(store) : opened;
        opened = table;
        return table;
    }

    /** Within a term there is nothing to raise: a commit is refused anyway if another came before it. */
    @Override
    public SortedMap<LogId, Frontier> claim(SortedSet<LogId> logs, Term term) {
        Progress before = read(term);
        if (before.term() == term.value()) {
            return frontiers(before, logs);
        }
        Progress claimed = before.next(term.value(), Map.of());
        return table().commit(Set.of(), before, claimed)
                .fold(
                        committed -> frontiers(claimed, logs),
                        superseded -> notClaimed(superseded.why()),
                        unknown -> notClaimed(unknown.why()));
    }

    private Progress read(Term term) {
        Progress now = table().read();
        if (now.term() > term.value()) {
            throw new FencedException(
                    "Fenced: term " + now.term() + " has taken over stream '" + store.stream() + "' of group '"
                            + store.group() + "' at table " + store.table() + ", and this query is of term " + term
                            + ". Nothing was read. Start the query again: it stands by until its region holds the baton");
        }
        return now;
    }

    private static SortedMap<LogId, Frontier> notClaimed(String why) {
        throw new StoreUnavailableException("Not claimed: " + why);
    }

    @Override
    public SortedMap<LogId, Frontier> peek(SortedSet<LogId> logs) {
        return frontiers(table().read(), logs);
    }

    private static SortedMap<LogId, Frontier> frontiers(Progress progress, SortedSet<LogId> logs) {
        SortedMap<LogId, Frontier> frontiers = new TreeMap<>();
        logs.forEach(log -> frontiers.put(log, progress.frontier(log.partition())));
        return frontiers;
    }

    @Override
    public void follow(LogId log, Round round, Term term) {
        Progress before = read(term);
        Frontier nothingMore = new Frontier();
        nothingMore.follow(round);
        Progress next = before.next(term.value(), Map.of(log.partition(), nothingMore));
        var unused = table().commit(Set.of(), before, next);
    }

    @Override
    public void close() {}
}
