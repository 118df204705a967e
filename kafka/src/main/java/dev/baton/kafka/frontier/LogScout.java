package dev.baton.kafka.frontier;

import dev.baton.core.BatonException;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.frontier.LogExtent;
import dev.baton.core.token.RegionState;
import dev.baton.core.token.Sync;
import dev.baton.core.token.TokenStore;
import dev.baton.runtime.log.Extent;
import dev.baton.runtime.log.RegionLogs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks every region where a log starts and ends; connects for each look. Safe for use by several threads. */
public final class LogScout implements Lookout.Scout {

    private static final Logger LOG = LoggerFactory.getLogger(LogScout.class);

    private final TokenStore tokens;
    private final Set<RegionId> regions;
    private final Function<RegionId, RegionLogs> open;

    /** A scout of {@code regions}, whose logs {@code open} gives; they are closed after each look. */
    public LogScout(TokenStore tokens, Set<RegionId> regions, Function<RegionId, RegionLogs> open) {
        this.tokens = tokens;
        this.regions = new TreeSet<>(regions);
        this.open = open;
    }

    @Override
    public Optional<SortedMap<RegionId, LogExtent>> look(LogId log) {
        try {
            SortedMap<RegionId, Long> before = episodes();
            SortedMap<RegionId, LogExtent> extents = new TreeMap<>();
            for (Map.Entry<RegionId, Long> region : before.entrySet()) {
                Extent extent = extent(region.getKey(), log);
                extents.put(region.getKey(), new LogExtent(extent.start(), extent.end(), region.getValue()));
            }
            // A copy that was made meanwhile would stand after the end just seen, and its original be gone.
            return !before.isEmpty() && before.equals(episodes()) ? Optional.of(extents) : Optional.empty();
        } catch (BatonException e) {
            LOG.atDebug()
                    .addKeyValue("event", "log-not-looked-at")
                    .addKeyValue("log", log)
                    .log(e.getMessage());
            return Optional.empty();
        }
    }

    private Extent extent(RegionId region, LogId log) {
        try (RegionLogs logs = open.apply(region)) {
            return logs.extents(List.of(log)).values().iterator().next();
        }
    }

    /** The latest catch-up of every region; empty unless these are the regions of the token and all of them IN_SYNC. */
    private SortedMap<RegionId, Long> episodes() {
        SortedMap<RegionId, RegionState> states = tokens.read().regions();
        SortedMap<RegionId, Long> episodes = new TreeMap<>();
        states.forEach((region, state) -> {
            if (state.sync() == Sync.IN_SYNC) {
                episodes.put(region, state.episode());
            }
        });
        return episodes.keySet().equals(states.keySet()) && states.keySet().equals(regions)
                ? episodes
                : new TreeMap<>();
    }
}
