package dev.baton.runtime.verify;

import dev.baton.core.frontier.Frontier;
import dev.baton.runtime.log.LogRecord;

/**
 * Counts the records of one region's log in delivery order, and remembers their ids as intervals; nothing is kept of a record by
 * itself. For one thread.
 */
final class Tally {

    private final long sinceMillis;
    private final Frontier seen = new Frontier();
    private final Frontier judged = new Frontier();
    private long records;
    private long repeated;
    private long outOfOrder;
    private long withoutId;
    private long passedOver;

    /** Records with an older timestamp are known, but not judged. */
    Tally(long sinceMillis) {
        this.sinceMillis = sinceMillis;
    }

    /** The next record in delivery order. */
    void count(LogRecord record) {
        boolean isJudged = record.timestamp() >= sinceMillis;
        records += isJudged ? 1 : 0;
        passedOver += isJudged ? 0 : 1;
        if (record.hasId()) {
            long end = seen.end(record.producer());
            boolean isFirst = seen.add(record.producer(), record.sequence());
            if (isJudged) {
                judge(record, isFirst, end);
            }
        } else if (isJudged) {
            withoutId++;
        }
    }

    private void judge(LogRecord record, boolean isFirst, long end) {
        if (!isFirst) {
            repeated++;
            return;
        }
        judged.add(record.producer(), record.sequence());
        if (record.sequence() < end) {
            outOfOrder++;
        }
    }

    /** A record that came after the stretch that is compared: its event is not missing, and nothing else is asked of it. */
    void arrived(LogRecord record) {
        if (record.hasId()) {
            seen.add(record.producer(), record.sequence());
        }
    }

    /** How many records were counted. */
    long read() {
        return records + passedOver;
    }

    /** Every event that the log has. */
    Frontier seen() {
        return seen;
    }

    /** The events that the other regions must have, too. */
    Frontier judged() {
        return judged;
    }

    /** What was found, given what the log lacks. */
    RegionFindings lacking(Frontier missing) {
        return new RegionFindings(
                records, missing.events(), repeated, outOfOrder, withoutId, passedOver, Gap.firstOf(missing));
    }
}
