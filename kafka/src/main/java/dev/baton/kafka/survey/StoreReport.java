package dev.baton.kafka.survey;

import dev.baton.core.RegionId;
import dev.baton.core.token.Token;
import dev.baton.runtime.gate.Registration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/** What the token store tells: the token, and who may be processing where. */
record StoreReport(Answer<Token> token, SortedMap<RegionId, Answer<List<Registration>>> consumers) {

    /** Nothing, for this reason. */
    static StoreReport silent(String why) {
        return new StoreReport(new Answer.Silent<>(why), Collections.emptySortedMap());
    }

    Answer<List<Registration>> consumers(RegionId region) {
        return consumers.getOrDefault(region, new Answer.Silent<>("not asked"));
    }
}
