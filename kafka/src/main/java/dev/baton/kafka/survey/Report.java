package dev.baton.kafka.survey;

import dev.baton.core.RegionId;
import dev.baton.core.token.Token;
import dev.baton.runtime.hook.HookCursor;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One look at an installation; what did not answer is left open. Immutable.
 *
 * @param token as read
 * @param regions by name
 * @param witnesses what monitors and clients have made known
 * @param hooks how far each has come, by name; nowhere yet if no agent has run it
 * @param stores where the token is in three: each by name, and why it does not count, empty if it does; otherwise empty
 */
public record Report(
        Answer<Token> token,
        SortedMap<RegionId, RegionReport> regions,
        Answer<Witnesses> witnesses,
        SortedMap<String, Answer<Optional<HookCursor>>> hooks,
        SortedMap<String, String> stores) {

    public Report {
        stores = Collections.unmodifiableSortedMap(new TreeMap<>(stores));
        regions = Collections.unmodifiableSortedMap(new TreeMap<>(regions));
        hooks = Collections.unmodifiableSortedMap(new TreeMap<>(hooks));
    }

    /** Of an installation without hooks, whose token is in one store. */
    public Report(Answer<Token> token, SortedMap<RegionId, RegionReport> regions, Answer<Witnesses> witnesses) {
        this(token, regions, witnesses, Collections.emptySortedMap(), Collections.emptySortedMap());
    }

    /** The region called {@code id}, which must be one of the configuration's. */
    public RegionReport region(RegionId id) {
        RegionReport region = regions.get(id);
        if (region == null) {
            throw new IllegalArgumentException("region: '" + id + "' is none of " + regions.keySet());
        }
        return region;
    }
}
