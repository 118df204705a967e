package dev.baton.runtime.catchup;

import dev.baton.core.LogId;
import java.util.Map;

/** Maps with an entry for every log at hand. */
final class ByLog {

    private ByLog() {}

    /** The entry of {@code log}, which there must be. */
    static <T> T get(Map<LogId, T> map, LogId log) {
        T found = map.get(log);
        if (found == null) {
            throw new IllegalStateException("log " + log + " is not among " + map.keySet());
        }
        return found;
    }
}
