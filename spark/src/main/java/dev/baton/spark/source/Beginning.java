package dev.baton.spark.source;

import dev.baton.core.EventsExpiredException;
import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.LogId;
import dev.baton.runtime.log.Extent;
import dev.baton.runtime.log.RegionLogs;
import dev.baton.spark.source.BatchOffset.Home;
import dev.baton.spark.source.BatchOffset.Part;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides where a query begins to read in a term, and says why. Progress is what the frontier at the sink says, and a checkpoint
 * only a hint: one of this region saves reading what has taken effect, any other one is of no use, and none is needed. Immutable.
 *
 * @param options as given
 * @param home for whom is read
 * @param frontiers what has taken effect in this group, in whatever region
 * @param startedMillis when this process was started, by the clock of timestamps
 */
record Beginning(SourceOptions options, Home home, Frontiers frontiers, long startedMillis) {

    private static final Logger LOG = LoggerFactory.getLogger(Beginning.class);

    /** The offsets at which to begin after {@code before}, in a region whose logs hold {@code extents}. */
    SortedMap<LogId, Long> offsets(BatchOffset before, long term, RegionLogs logs, SortedMap<LogId, Extent> extents) {
        if (before.isOf(home)) {
            return resumed(before, term, logs, extents);
        }
        if (before.term() != 0) {
            LOG.atWarn()
                    .addKeyValue("event", "checkpoint-foreign")
                    .addKeyValue("checkpoint", before.home())
                    .addKeyValue("query", home)
                    .log(
                            "The checkpoint is of another query, or of a topic that was made anew since, and its offsets mean"
                                    + " nothing here; it is not used");
        }
        LOG.atInfo()
                .addKeyValue("event", "no-checkpoint")
                .addKeyValue("query", home)
                .addKeyValue("has-progress", frontiers.hasProgress())
                .log("Reading from 'startingAt' on; what has taken effect is dropped by its id");
        return place(before.term() != 0).offsets(logs, extents);
    }

    /** Where to read a log of which nothing tells how far this query, or its group, is in it. */
    private Place place(boolean hasBegun) {
        Place place = hasBegun ? options.startingAt().again() : options.startingAt();
        if (frontiers.hasProgress() && place instanceof Place.At at && at.millis() > startedMillis) {
            throw new InvalidConfigurationException("Option 'startingAt' of format(\"baton\") is "
                    + Instant.ofEpochMilli(at.millis())
                    + ", and that is after this process was started, though events have taken effect in group '"
                    + home.group() + "' before: what came in between would never be processed. Set it to the time at"
                    + " which the group began, once and for all, or to earliest; what has taken effect is dropped by"
                    + " its id");
        }
        return place;
    }

    private SortedMap<LogId, Long> resumed(
            BatchOffset before, long term, RegionLogs logs, SortedMap<LogId, Extent> extents) {
        if (before.term() != term) {
            LOG.atInfo()
                    .addKeyValue("event", "term-over")
                    .addKeyValue("planned-in", before.term())
                    .addKeyValue("term", term)
                    .log(
                            "Going on where the last batch of an earlier term began; what has taken effect since, here or in"
                                    + " another region, is dropped by its id");
        }
        SortedMap<LogId, Long> offsets = new TreeMap<>();
        SortedMap<LogId, Extent> unknown = new TreeMap<>();
        extents.forEach((log, extent) -> {
            Part part = before.parts().get(log);
            if (part != null && isOfUse(log, part, extent)) {
                offsets.put(log, resumed(log, part, before.term() != term, extent));
            } else {
                unknown.put(log, extent);
            }
        });
        if (!unknown.isEmpty()) {
            offsets.putAll(place(true).offsets(logs, unknown));
        }
        return offsets;
    }

    /** False if it is ahead of the log or of the sink: then nothing tells how far this query is, and all is read again. */
    private boolean isOfUse(LogId log, Part part, Extent extent) {
        if (frontiers.hasLost(log, part.known().applied())) {
            LOG.atWarn()
                    .addKeyValue("event", "sink-went-back")
                    .addKeyValue("log", log)
                    .addKeyValue("events-then", part.known().applied().events())
                    .addKeyValue("events-now", frontiers.effective(log).events())
                    .log(
                            "Less has taken effect at the sink than the checkpoint knows of: it was put back to an earlier state, or is"
                                    + " another one. Reading from 'startingAt' on; what has taken effect is dropped by its id");
            return false;
        }
        if (part.resume() > extent.end()) {
            LOG.atWarn()
                    .addKeyValue("event", "log-ends-early")
                    .addKeyValue("log", log)
                    .addKeyValue("offset", part.resume())
                    .addKeyValue("end", extent.end())
                    .log("The log has lost its end; reading it from 'startingAt' on");
            return false;
        }
        return true;
    }

    private long resumed(LogId log, Part part, boolean isOfAnotherTerm, Extent extent) {
        if (part.resume() < extent.start()) {
            // What was there when a term began is likely to have been done elsewhere, and now is no time to stop.
            boolean isOfOthers =
                    isOfAnotherTerm || extent.start() <= part.known().end();
            boolean isFatal = !options.skipsExpired() && !(frontiers.hasProgress() && isOfOthers);
            expired(log, part.resume(), extent, isFatal);
        }
        return Math.max(part.resume(), extent.start());
    }

    private void expired(LogId log, long resume, Extent extent, boolean isFatal) {
        String text = "Retention has deleted events of " + log + " in region " + home.region()
                + " since this query read"
                + " there: offsets " + resume + " to " + (extent.start() - 1)
                + " are gone, the oldest record left is at " + extent.start()
                + ". If another region has processed them meanwhile, nothing is lost: 'baton verify " + log.stream()
                + "' tells what the regions hold";
        if (isFatal) {
            throw new EventsExpiredException(text + ". To go on, set option 'expired' to skip");
        }
        LOG.atWarn()
                .addKeyValue("event", "events-expired")
                .addKeyValue("log", log)
                .log(text);
    }
}
