package dev.baton.cli.demo;

import dev.baton.cli.demo.stage.RegionLog;
import dev.baton.cli.demo.stage.TokenTrail.Sighting;
import dev.baton.core.RegionId;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.runtime.verify.Findings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What became of regions that were brought back, and of the baton's way home. Pure. */
final class Aftermath {

    private static final long MICROS_PER_MILLI = 1_000;

    private final Evidence evidence;
    private final Token last;

    Aftermath(Evidence evidence) {
        this.evidence = evidence;
        this.last = evidence.trail().get(evidence.trail().size() - 1).token();
    }

    /** Each time that a region was brought back which the token had given up, or gave up before it was lost again. */
    List<Report.Comeback> comebacks() {
        List<Report.Comeback> comebacks = new ArrayList<>();
        for (Evidence.Done done : evidence.done()) {
            RegionId region = done.act().region();
            if (done.act().deed() == Act.Deed.RESTORE && region != null) {
                comeback(done, region).ifPresent(comebacks::add);
            }
        }
        return comebacks;
    }

    private Optional<Report.Comeback> comeback(Evidence.Done done, RegionId region) {
        boolean isGivenUp = false;
        for (Sighting sighting : trail(done.atMicros(), nextLoss(region, done.atMicros()))) {
            boolean isInSync = sighting.token().sync(region) == Sync.IN_SYNC;
            if (isInSync && isGivenUp) {
                long millis = (sighting.atMicros() - done.atMicros()) / MICROS_PER_MILLI;
                return Optional.of(new Report.Comeback(
                        done.act(), copied(region, sighting.token().episode(region)), OptionalLong.of(millis)));
            }
            isGivenUp |= !isInSync;
        }
        return isGivenUp
                ? Optional.of(new Report.Comeback(done.act(), OptionalLong.empty(), OptionalLong.empty()))
                : Optional.empty();
    }

    /** What the token was from one time to another, its version at the beginning included. */
    private List<Sighting> trail(long fromMicros, long toMicros) {
        List<Sighting> trail = new ArrayList<>();
        for (Sighting sighting : evidence.trail()) {
            if (sighting.atMicros() <= fromMicros) {
                trail.clear();
            }
            if (sighting.atMicros() < toMicros) {
                trail.add(sighting);
            }
        }
        return trail;
    }

    private long nextLoss(RegionId region, long micros) {
        return evidence.done().stream()
                .filter(done ->
                        done.act().losesRegion() && region.equals(done.act().region()))
                .mapToLong(Evidence.Done::atMicros)
                .filter(at -> at > micros)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private OptionalLong copied(RegionId region, long episode) {
        return log(region)
                .map(log -> OptionalLong.of(log.copies().getOrDefault(episode, 0L)))
                .orElse(OptionalLong.empty());
    }

    /** Different events that are in no other region's log; empty if a broker does not answer. */
    OptionalLong onlyIn(RegionId region) {
        Set<String> events = new HashSet<>();
        for (RegionId other : last.regions().keySet()) {
            Optional<RegionLog> log = log(other);
            if (log.isEmpty()) {
                return OptionalLong.empty();
            }
            if (!other.equals(region)) {
                events.addAll(log.get().events());
            }
        }
        return OptionalLong.of(log(region).stream()
                .flatMap(log -> log.events().stream())
                .filter(event -> !events.contains(event))
                .count());
    }

    private Optional<RegionLog> log(RegionId region) {
        return evidence.logs().getOrDefault(region, Optional.empty());
    }

    /** True if this handover was a failback. */
    boolean isFailback(Switchover switchover) {
        return switchover.to().equals(evidence.home())
                && evidence.failbacks().stream().anyMatch(each -> each.askedMicros() <= switchover.completedMicros());
    }

    /** What is worth knowing although nothing is wrong. */
    List<String> notes() {
        RegionId home = evidence.home();
        return home == null || !evidence.failbacks().isEmpty() || !last.active().equals(home)
                ? List.of()
                : List.of("no failback was needed, as " + home + " still held the baton when it was back");
    }

    /** Why what came back is not as it should be; empty if it is. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        Set<RegionId> back =
                new Script(evidence.done().stream().map(Evidence.Done::act).toList()).backAtEnd();
        back.forEach(region -> {
            if (last.sync(region) != Sync.IN_SYNC) {
                complaints.add(region + " was brought back and is " + last.sync(region) + ", not IN_SYNC, at the end");
            }
            if (log(region).isEmpty()) {
                complaints.add("the broker of " + region + ", which was brought back, does not answer");
            }
        });
        if (!back.isEmpty() && last.regions().keySet().stream().allMatch(each -> last.sync(each) == Sync.IN_SYNC)) {
            last.regions().keySet().forEach(region -> addDifference(region, complaints));
            evidence.comparison().ifPresent(findings -> addFindings(findings.sum(), complaints));
        }
        evidence.failbacks().stream()
                .map(Evidence.Failback::trouble)
                .forEach(trouble -> addFailback(trouble, complaints));
        if (complaints.isEmpty() && evidence.home() != null && !last.admits(evidence.home())) {
            complaints.add(last.active() + " holds the baton at the end, not " + evidence.home());
        }
        return complaints;
    }

    private void addDifference(RegionId region, List<String> complaints) {
        long only = onlyIn(region).orElse(0);
        if (only > 0) {
            complaints.add(only + " events are in the log of " + region + " only, though every region is IN_SYNC");
        }
    }

    private static void addFindings(Findings.Log findings, List<String> complaints) {
        findings.regions().forEach((region, found) -> {
            if (found.differs()) {
                complaints.add("'baton verify' finds that " + region + " lacks " + found.missing() + " events and has "
                        + found.outOfOrder() + " out of order, though every region is IN_SYNC");
            }
        });
    }

    private void addFailback(@Nullable String trouble, List<String> complaints) {
        if (trouble != null) {
            complaints.add("the failback to " + evidence.home() + " has failed: " + trouble);
        }
    }
}
