package dev.baton.cli.chaos;

import dev.baton.cli.demo.stage.TokenTrail.Sighting;
import dev.baton.core.RegionId;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.testkit.history.Applied;
import dev.baton.testkit.history.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a round did. Immutable.
 *
 * @param failovers how often the baton left a region that was not IN_SYNC
 * @param switchovers how often it left one that was
 * @param rtoMillis from the loss of the region that held the baton to the first effect of another; empty if none was
 * @param caughtUpMillis from when everything ran again until every region was IN_SYNC; empty if no region was ever out
 * @param failbackMillis the longest time without an effect around the operator's moves at the end; empty if there was none
 * @param pauseMillis the longest time without an effect in all of the round
 * @param acked events acknowledged in it
 * @param failed sends that failed in it
 * @param applied effects in it
 */
record RoundResult(
        Round round,
        int failovers,
        int switchovers,
        OptionalLong rtoMillis,
        OptionalLong caughtUpMillis,
        OptionalLong failbackMillis,
        long pauseMillis,
        long acked,
        long failed,
        long applied) {

    private static final long MICROS_PER_MILLI = 1_000;
    private static final String LINE =
            "%4d  %s%n      %s; %s; %slongest pause %,d ms; %,d acknowledged, %,d failed, %,d applied";

    /**
     * When things happened in a round, in microseconds since 1970.
     *
     * @param begun when the round began
     * @param lost when the region was lost that held the baton; null if none was
     * @param lostRegion that region
     * @param restored when everything ran again
     * @param failback when the operator first asked for a move; null if it was not
     */
    record Times(
            long begun, @Nullable Long lost, @Nullable RegionId lostRegion, long restored, @Nullable Long failback) {}

    /** How many events there were in it. */
    record Counts(long acked, long failed) {}

    /**
     * The figures.
     *
     * @param trail what the token was, from the beginning of the run
     * @param rows that took effect in the round
     */
    static RoundResult of(Round round, Times times, List<Sighting> trail, List<Applied> rows, Counts counts) {
        List<Sighting> during = since(times.begun(), trail);
        int failovers = 0;
        int switchovers = 0;
        OptionalLong whole = OptionalLong.empty();
        for (int i = 1; i < during.size(); i++) {
            Token before = during.get(i - 1).token();
            Token token = during.get(i).token();
            if (!token.active().equals(before.active())) {
                boolean isPlanned = token.sync(before.active()) == Sync.IN_SYNC;
                switchovers += isPlanned ? 1 : 0;
                failovers += isPlanned ? 0 : 1;
            }
            if (isWhole(token) && !isWhole(before)) {
                whole = OptionalLong.of(Math.max(0, during.get(i).atMicros() - times.restored()) / MICROS_PER_MILLI);
            }
        }
        Long lost = times.lost();
        RegionId region = times.lostRegion();
        OptionalLong rto = lost == null || region == null || failovers == 0
                ? OptionalLong.empty()
                : Timing.firstElsewhereMillis(rows, region.value(), lost);
        Long failback = times.failback();
        return new RoundResult(
                round,
                failovers,
                switchovers,
                rto,
                whole,
                failback == null ? OptionalLong.empty() : OptionalLong.of(pause(rows, failback)),
                pause(rows, times.begun()),
                counts.acked(),
                counts.failed(),
                rows.size());
    }

    private static long pause(List<Applied> rows, long fromMicros) {
        return Timing.longestGap(rows, fromMicros, Long.MAX_VALUE).millis();
    }

    /** True if every region is IN_SYNC. */
    static boolean isWhole(Token token) {
        return token.regions().keySet().stream().allMatch(region -> token.sync(region) == Sync.IN_SYNC);
    }

    /** What the token was at that time, and became later. */
    private static List<Sighting> since(long micros, List<Sighting> trail) {
        List<Sighting> found = new ArrayList<>();
        for (Sighting sighting : trail) {
            if (sighting.atMicros() <= micros) {
                found.clear();
            }
            found.add(sighting);
        }
        return found;
    }

    /** Two lines for people. */
    String line() {
        String moved = failovers + switchovers == 0
                ? "the baton stayed"
                : failovers + " failover(s)" + (rtoMillis.isPresent() ? " in " + millis(rtoMillis) : "") + ", "
                        + switchovers + " switchover(s)";
        String synced =
                caughtUpMillis.isPresent() ? "IN_SYNC again after " + millis(caughtUpMillis) : "never out of sync";
        String back = failbackMillis.isPresent()
                ? "the operator's moves with a pause of " + millis(failbackMillis) + "; "
                : "";
        return String.format(
                Locale.ROOT,
                LINE,
                round.number(),
                round.describe(),
                moved,
                synced,
                back,
                pauseMillis,
                acked,
                failed,
                applied);
    }

    private static String millis(OptionalLong millis) {
        return String.format(Locale.ROOT, "%,d ms", millis.getAsLong());
    }
}
