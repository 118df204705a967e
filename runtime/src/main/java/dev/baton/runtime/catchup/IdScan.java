package dev.baton.runtime.catchup;

import dev.baton.core.LogId;
import dev.baton.runtime.log.LogReader;
import dev.baton.runtime.log.LogRecord;
import dev.baton.runtime.log.RegionLogs;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Reads stretches of a region's logs as they stand, for the ids in them. */
final class IdScan {

    private static final Duration POLL = Duration.ofMillis(100);

    /** From where to where. */
    record Range(long from, long end) {}

    /** Takes one record. */
    interface Visitor {
        void visit(LogId log, LogRecord written);
    }

    private IdScan() {}

    /** Shows every record of these ranges; errors as {@link LogReader#poll}. */
    static void visit(RegionLogs logs, Map<LogId, Range> ranges, Visitor visitor) {
        Map<LogId, Range> left = new HashMap<>(ranges);
        left.values().removeIf(range -> range.from() >= range.end());
        Map<LogId, Long> from = new HashMap<>();
        left.forEach((log, range) -> from.put(log, range.from()));
        try (LogReader reader = logs.read(from)) {
            while (!left.isEmpty()) {
                reader.poll(POLL).forEach((log, records) -> {
                    Range range = left.get(log);
                    records.stream()
                            .filter(each -> range != null && each.offset() < range.end())
                            .forEach(each -> visitor.visit(log, each));
                });
                left.entrySet().removeIf(each -> {
                    boolean done =
                            reader.position(each.getKey()) >= each.getValue().end();
                    if (done) {
                        reader.finish(each.getKey());
                    }
                    return done;
                });
            }
        }
    }
}
