package dev.baton.cli.control;

import dev.baton.core.RegionId;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.kafka.survey.Report;
import dev.baton.runtime.config.CatchUpPolicy;
import dev.baton.runtime.monitor.ProbeResult;

/** How far a region that is not IN_SYNC has come, or why nothing happens, in words. Pure. */
final class Standing {

    private Standing() {}

    /** A clause about {@code region}, which must not be IN_SYNC in this token. */
    static String of(RegionId region, Token token, Report report, CatchUpPolicy policy) {
        return token.sync(region) == Sync.OUT
                ? whyOut(region, token, report, policy)
                : report.region(region)
                        .journal()
                        .fold(journal -> catchingUp(region, token, journal), why -> "cannot be told: " + why);
    }

    /** The same of a region that is CATCHING_UP. */
    static String catchingUp(RegionId region, Token token, RegionJournal journal) {
        return CatchUpProgress.of(token, region, journal)
                .map(CatchUpProgress::describe)
                .orElse("0 %, about to begin");
    }

    /** An agent leaves no trace before it has begun, so this says what it would wait for, and else that there may be none. */
    private static String whyOut(RegionId region, Token token, Report report, CatchUpPolicy policy) {
        if (!serves(region, report)) {
            return "not before " + region + " serves its clients again";
        }
        boolean hasSource = token.regions().keySet().stream()
                .anyMatch(other -> token.sync(other) == Sync.IN_SYNC && serves(other, report));
        if (!hasSource) {
            return "not before a region that is IN_SYNC serves its clients, to copy from";
        }
        if (token.admits(region)) {
            return "not while " + region + " holds the baton; hand it over, or 'baton catch-up " + region
                    + " --in-place'";
        }
        return policy == CatchUpPolicy.MANUAL
                ? "by hand, as is the policy: 'baton catch-up " + region + "'"
                : "not begun yet; is an agent running? See 'baton agent --region " + region + "'";
    }

    private static boolean serves(RegionId region, Report report) {
        return report.region(region).probe() instanceof ProbeResult.Ok;
    }
}
