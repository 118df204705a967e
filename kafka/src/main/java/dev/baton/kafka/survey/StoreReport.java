package dev.baton.kafka.survey;

import dev.baton.core.RegionId;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.token.Token;
import dev.baton.runtime.gate.Registration;
import dev.baton.runtime.hook.HookCursor;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the token store tells: the token, who may be processing where, how catch-ups go, what monitors and clients see, what became
 * of hooks, and which of three stores count. Immutable.
 */
record StoreReport(
        Token token,
        SortedMap<RegionId, Answer<List<Registration>>> consumers,
        SortedMap<RegionId, Answer<RegionJournal>> journals,
        Answer<Witnesses> witnesses,
        SortedMap<String, Answer<Optional<HookCursor>>> hooks,
        SortedMap<String, String> stores) {

    StoreReport {
        consumers = Collections.unmodifiableSortedMap(new TreeMap<>(consumers));
        stores = Collections.unmodifiableSortedMap(new TreeMap<>(stores));
        journals = Collections.unmodifiableSortedMap(new TreeMap<>(journals));
        hooks = Collections.unmodifiableSortedMap(new TreeMap<>(hooks));
    }

    Answer<List<Registration>> consumers(RegionId region) {
        return consumers.getOrDefault(region, new Answer.Silent<>("not asked"));
    }

    Answer<RegionJournal> journal(RegionId region) {
        return journals.getOrDefault(region, new Answer.Silent<>("not asked"));
    }
}
