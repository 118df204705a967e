package dev.baton.cli.control;

import dev.baton.cli.shell.Format;
import dev.baton.core.RegionId;
import dev.baton.core.catchup.Checkpoint;
import dev.baton.core.catchup.LogJournal;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a catch-up has come, as its journal tells. Immutable.
 *
 * @param source from which it copies; null if that is not known yet
 * @param events copied so far
 * @param bytes of these, keys and values
 * @param fraction of the source that is done, 0 to 1
 * @param bytesPerSecond as of late
 * @param trouble why it cannot go on; empty if it can
 */
record CatchUpProgress(
        @Nullable RegionId source, long events, long bytes, double fraction, long bytesPerSecond, String trouble) {

    private static final double MILLIS_PER_SECOND = 1000;
    private static final int HUNDRED = 100;

    /** Empty unless the region is catching up, and the journal is about this very episode. */
    static Optional<CatchUpProgress> of(Token token, RegionId region, RegionJournal journal) {
        return token.sync(region) == Sync.CATCHING_UP && journal.episode() == token.episode(region)
                ? Optional.of(of(journal))
                : Optional.empty();
    }

    /** As the journal of an episode under way tells. */
    static CatchUpProgress of(RegionJournal journal) {
        long events = 0;
        long bytes = 0;
        long done = 0;
        long all = 0;
        for (Checkpoint checkpoint : journal.logs().values().stream()
                .map(LogJournal::checkpoint)
                .filter(Objects::nonNull)
                .toList()) {
            events += checkpoint.copied();
            bytes += checkpoint.bytes();
            done += Math.min(checkpoint.resume(), checkpoint.sourceEnd()) - checkpoint.sourceFrom();
            all += checkpoint.sourceEnd() - checkpoint.sourceFrom();
        }
        double fraction = all == 0 ? 0 : done / (double) all;
        return new CatchUpProgress(
                journal.source(), events, bytes, fraction, journal.bytesPerSecond(), journal.trouble());
    }

    /** Whole percent. */
    int percent() {
        return (int) Math.floor(HUNDRED * fraction);
    }

    /** If it goes on like this; empty if nothing can be told yet. */
    Optional<Duration> left() {
        if (fraction == 0 || bytesPerSecond == 0) {
            return Optional.empty();
        }
        double bytesLeft = bytes * (1 - fraction) / fraction;
        return Optional.of(Duration.ofMillis(Math.round(MILLIS_PER_SECOND * bytesLeft / bytesPerSecond)));
    }

    /** What came of it, once all is done. */
    String summary(RegionId region, long leftovers, Duration took) {
        String back = leftovers == 0
                ? ""
                : "; " + Format.count(leftovers, "event") + " that only " + region + " had went to " + source;
        return "catch-up of " + region + " is done: " + Format.count(events, "event") + " (" + Format.bytes(bytes)
                + ") copied from " + source + " in " + Format.duration(took) + back;
    }

    /** Such as {@code 81 %, 12,345 events (1.2 MiB) copied from r2, 300.0 KiB/s, about 12 s left}. */
    String describe() {
        String from = source == null ? "" : " from " + source;
        String copied =
                percent() + " %, " + Format.count(events, "event") + " (" + Format.bytes(bytes) + ") copied" + from;
        if (!trouble.isEmpty()) {
            return copied + "; it cannot go on: " + trouble;
        }
        return copied + ", " + Format.bytes(bytesPerSecond) + "/s"
                + left().map(time -> ", about " + Format.about(time) + " left").orElse("");
    }
}
