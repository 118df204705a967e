package dev.baton.cli.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.core.RegionId;
import dev.baton.runtime.verify.Findings;
import dev.baton.testkit.history.Judgement;
import dev.baton.testkit.history.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What came out of a run. Immutable.
 *
 * @param elapsed from the first round to the end of the last
 * @param judgement of the ledgers and the effects
 * @param logs of the ledgers and what each region's log would give to a consumer; without those that do not answer
 * @param comparison of the regions' logs by Baton itself, which cannot know what was acknowledged; empty if one does not answer
 * @param troubles what did not recover in time
 */
record ChaosReport(
        Schedule schedule,
        Duration elapsed,
        List<RoundResult> rounds,
        Judgement judgement,
        SortedMap<RegionId, Judgement> logs,
        Optional<Findings> comparison,
        List<String> troubles) {

    private static final ObjectMapper JSON = new ObjectMapper();

    ChaosReport {
        rounds = List.copyOf(rounds);
        logs = Collections.unmodifiableSortedMap(new TreeMap<>(logs));
        troubles = List.copyOf(troubles);
    }

    boolean isOk() {
        return complaints().isEmpty();
    }

    /** Why it did not go as promised; empty if it did. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>(troubles);
        complaints.addAll(judgement.complaints());
        logs.forEach((region, found) ->
                found.complaints().forEach(complaint -> complaints.add("in the log of " + region + ": " + complaint)));
        schedule.regions().stream()
                .filter(region -> !logs.containsKey(region))
                .forEach(region -> complaints.add("the log of " + region + " could not be read"));
        if (comparison.isEmpty()) {
            complaints.add("the logs could not be compared, as a region does not answer");
        }
        return complaints;
    }

    private long faults() {
        return rounds.stream().mapToLong(each -> each.round().faults().size()).sum();
    }

    private long failovers() {
        return rounds.stream().mapToLong(RoundResult::failovers).sum();
    }

    private long switchovers() {
        return rounds.stream().mapToLong(RoundResult::switchovers).sum();
    }

    /** For people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%d rounds with %d faults in %d s: %d failovers, %d switchovers",
                rounds.size(),
                faults(),
                elapsed.toSeconds(),
                failovers(),
                switchovers()));
        lines.add(String.format(
                Locale.ROOT,
                "%,d events, of these %,d acknowledged and %,d refused; %,d took effect",
                judgement.produced(),
                judgement.acked(),
                judgement.refused(),
                judgement.applied()));
        StringBuilder verdicts = new StringBuilder("verdicts:");
        judgement
                .findings()
                .forEach((verdict, finding) ->
                        verdicts.append(' ').append(verdict.word()).append(' ').append(finding.count()));
        lines.add(verdicts.toString());
        logs.forEach((region, found) -> lines.add(String.format(
                Locale.ROOT,
                "log of %s: %,d events, %,d of them never acknowledged%s",
                region,
                found.applied(),
                unacknowledged(found),
                found.complaints().isEmpty() ? "; no other is missing or out of order" : "")));
        comparison.ifPresent(findings -> findings.sum()
                .regions()
                .forEach((region, found) -> lines.add(String.format(
                        Locale.ROOT,
                        "verify of %s: %,d records, %,d repeated, %,d missing, %,d out of order",
                        region,
                        found.records(),
                        found.repeated(),
                        found.missing(),
                        found.outOfOrder()))));
        complaints().forEach(complaint -> lines.add("  - " + complaint));
        return lines;
    }

    private static long unacknowledged(Judgement log) {
        return log.applied() - (log.acked() - log.count(Verdict.LOST));
    }

    /** For programs. */
    String json() throws JsonProcessingException {
        ObjectNode root = JSON.createObjectNode()
                .put("ok", isOk())
                .put("seed", schedule.seed())
                .put("outages", schedule.outages())
                .put("elapsedMillis", elapsed.toMillis())
                .put("rounds", rounds.size())
                .put("faults", faults())
                .put("failovers", failovers())
                .put("switchovers", switchovers())
                .put("produced", judgement.produced())
                .put("acked", judgement.acked())
                .put("refused", judgement.refused())
                .put("applied", judgement.applied());
        addVerdicts(root, judgement);
        ObjectNode each = root.putObject("logs");
        logs.forEach((region, found) -> addVerdicts(
                each.putObject(region.value())
                        .put("events", found.applied())
                        .put("unacknowledged", unacknowledged(found)),
                found));
        if (comparison.isPresent()) {
            ObjectNode verify =
                    root.putObject("verify").put("same", comparison.get().areSame());
            comparison.get().sum().regions().forEach((region, found) -> verify.putObject(region.value())
                    .put("records", found.records())
                    .put("missing", found.missing())
                    .put("repeated", found.repeated())
                    .put("outOfOrder", found.outOfOrder()));
        }
        ArrayNode results = root.putArray("results");
        rounds.forEach(result -> add(results.addObject(), result));
        ArrayNode complaints = root.putArray("complaints");
        complaints().forEach(complaints::add);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    }

    private static void addVerdicts(ObjectNode node, Judgement found) {
        ObjectNode verdicts = node.putObject("verdicts");
        found.findings().forEach((verdict, finding) -> verdicts.put(verdict.word(), finding.count()));
    }

    private static void add(ObjectNode node, RoundResult result) {
        node.put("number", result.round().number()).put("what", result.round().describe());
        ArrayNode faults = node.putArray("faults");
        result.round().faults().forEach(fault -> {
            ObjectNode one = faults.addObject().put("kind", fault.name());
            if (fault.region() != null) {
                one.put("region", fault.region().value());
            }
            one.put("atMillis", fault.at().toMillis())
                    .put("lengthMillis", fault.length().toMillis());
        });
        node.put("failovers", result.failovers()).put("switchovers", result.switchovers());
        put(node, "rtoMillis", result.rtoMillis());
        put(node, "caughtUpMillis", result.caughtUpMillis());
        put(node, "failbackPauseMillis", result.failbackMillis());
        node.put("pauseMillis", result.pauseMillis())
                .put("acked", result.acked())
                .put("failed", result.failed())
                .put("applied", result.applied());
    }

    private static void put(ObjectNode node, String name, OptionalLong value) {
        if (value.isPresent()) {
            node.put(name, value.getAsLong());
        } else {
            node.putNull(name);
        }
    }
}
