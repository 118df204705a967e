package dev.baton.kafka.survey;

import dev.baton.core.RegionId;
import dev.baton.core.token.Token;
import dev.baton.runtime.gate.Registration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the token store tells: the token, and who may be processing where. Immutable. */
record StoreReport(Token token, SortedMap<RegionId, Answer<List<Registration>>> consumers) {

    StoreReport {
        consumers = Collections.unmodifiableSortedMap(new TreeMap<>(consumers));
    }

    Answer<List<Registration>> consumers(RegionId region) {
        return consumers.getOrDefault(region, new Answer.Silent<>("not asked"));
    }
}
