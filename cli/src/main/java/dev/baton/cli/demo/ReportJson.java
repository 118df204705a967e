package dev.baton.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.runtime.verify.Findings;
import dev.baton.testkit.history.Judgement;
import dev.baton.testkit.history.Verdict;
import java.util.OptionalLong;

/** The report for programs. What was not measured is null. */
final class ReportJson {

    private static final long MICROS_PER_MILLI = 1_000;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final long BYTES_PER_MIB = 1024 * 1024;

    private ReportJson() {}

    static String write(DemoPlan plan, Report report) {
        ObjectNode root = JSON.createObjectNode();
        root.put("ok", report.isOk());
        report.complaints().forEach(root.putArray("complaints")::add);
        report.notes().forEach(root.putArray("notes")::add);
        addJudgement(root, report.judgement());
        put(
                root.putObject("failover").put("handover", plan.handoverName()),
                "detectMillis",
                report.firstDetectMillis());
        put((ObjectNode) root.get("failover"), "rtoMillis", report.firstRtoMillis());
        put(root.putObject("switchover"), "pauseMillis", report.switchoverPauseMillis());
        put(root.putObject("failback"), "pauseMillis", report.failbackPauseMillis());
        addFaults(root.putArray("faults"), report);
        addComebacks(root.putArray("catchUp"), report);
        root.put("longestGapMillis", report.longestGap().millis());
        root.put("longestGapAtMillis", report.longestGap().fromMicros() / MICROS_PER_MILLI);
        root.put("producerStallMillis", report.longestStall().millis());
        addRegions(root.putObject("regions"), report);
        addComparison(root, report);
        root.put(
                "peakMemoryMiB",
                mebibytes(report.peakBytes().values().stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0)));
        root.put(
                "totalPeakMemoryMiB",
                mebibytes(report.peakBytes().values().stream()
                        .mapToLong(Long::longValue)
                        .sum()));
        ObjectNode memory = root.putObject("memoryMiB");
        report.peakBytes().forEach((process, bytes) -> memory.put(process, mebibytes(bytes)));
        root.putObject("settings")
                .put("rate", plan.rate())
                .put("durationMillis", plan.length().toMillis())
                .put("partitions", plan.partitions())
                .put("processors", plan.processors().count())
                .put("spark", plan.processors().spark() != null);
        try {
            return JSON.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of numbers and texts can be written", e);
        }
    }

    private static void addJudgement(ObjectNode root, Judgement judgement) {
        root.put("produced", judgement.produced())
                .put("acked", judgement.acked())
                .put("failed", judgement.failed())
                .put("applied", judgement.applied())
                .put("lost", judgement.count(Verdict.LOST))
                .put("duplicates", judgement.count(Verdict.DUPLICATE))
                .put("reordered", judgement.count(Verdict.REORDERED))
                .put("resurrected", judgement.count(Verdict.RESURRECTED))
                .put("phantoms", judgement.count(Verdict.PHANTOM))
                .put("splitBrain", judgement.count(Verdict.SPLIT_BRAIN));
    }

    private static void addFaults(ArrayNode faults, Report report) {
        for (Report.FaultOutcome outcome : report.faults()) {
            ObjectNode fault = faults.addObject()
                    .put("fault", outcome.act().name())
                    .put("region", String.valueOf(outcome.act().region()))
                    .put("atMillis", outcome.act().at().toMillis())
                    .put("heldBaton", outcome.hitActive());
            put(fault, "detectMillis", outcome.detectMillis());
            put(fault, "rtoMillis", outcome.rtoMillis());
        }
    }

    private static void addComebacks(ArrayNode comebacks, Report report) {
        for (Report.Comeback each : report.comebacks()) {
            ObjectNode comeback = comebacks
                    .addObject()
                    .put("region", String.valueOf(each.act().region()))
                    .put("restoredAtMillis", each.act().at().toMillis());
            put(comeback, "copied", each.copied());
            put(comeback, "inSyncMillis", each.inSyncMillis());
        }
    }

    private static void addRegions(ObjectNode regions, Report report) {
        report.regions().forEach((name, state) -> {
            ObjectNode region = regions.putObject(name)
                    .put("sync", state.sync().name())
                    .put("active", state.isActive())
                    .put("applied", state.applied())
                    .put("reachable", state.events().isPresent());
            put(region, "events", state.events());
            put(region, "missing", state.missing());
            put(region, "onlyHere", state.onlyHere());
        });
    }

    private static void addComparison(ObjectNode root, Report report) {
        if (report.comparison().isEmpty()) {
            root.putNull("verify");
            return;
        }
        Findings findings = report.comparison().get();
        ObjectNode verify = root.putObject("verify").put("same", findings.areSame());
        findings.sum().regions().forEach((region, found) -> verify.putObject(region.value())
                .put("missing", found.missing())
                .put("repeated", found.repeated())
                .put("outOfOrder", found.outOfOrder()));
    }

    private static void put(ObjectNode node, String name, OptionalLong value) {
        if (value.isPresent()) {
            node.put(name, value.getAsLong());
        } else {
            node.putNull(name);
        }
    }

    static long mebibytes(long bytes) {
        return Math.round(bytes / (double) BYTES_PER_MIB);
    }
}
