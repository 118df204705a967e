package dev.baton.cli.demo;

import dev.baton.runtime.verify.Findings;
import dev.baton.testkit.history.Judgement;
import dev.baton.testkit.history.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;

/** The report for people. */
final class ReportText {

    private static final double MICROS_PER_SECOND = 1e6;

    private static final String LINE = "  %-16s %12s   %s";

    private final Report report;
    private final Ansi ansi;
    private final List<String> lines = new ArrayList<>();

    private ReportText(Report report, Ansi ansi) {
        this.report = report;
        this.ansi = ansi;
    }

    /** Its lines; colours if {@code ansi} is on. */
    static List<String> lines(Report report, Ansi ansi) {
        return new ReportText(report, ansi).write();
    }

    private List<String> write() {
        Judgement judgement = report.judgement();
        lines.add("");
        lines.add(bold("From the producer's ledger and the rows of the database"));
        add("produced", number(judgement.produced()), "events that the producer was given");
        add("acknowledged", number(judgement.acked()), "of these; nothing is promised for the others");
        add("applied", number(judgement.applied()), "different events with an effect in the database");
        add("lost", number(judgement.count(Verdict.LOST)), "acknowledged, and without an effect");
        add("repeated", number(judgement.count(Verdict.DUPLICATE)), "effects beyond the first of an event");
        add(
                "out of order",
                number(judgement.count(Verdict.REORDERED)),
                "applied after a later event of the same partition");
        add(
                "from nowhere",
                number(judgement.count(Verdict.RESURRECTED) + judgement.count(Verdict.PHANTOM)),
                "effects of events that nobody sent");
        lines.add("");
        lines.add(bold("Times"));
        report.faults().forEach(this::addFault);
        report.comebacks().forEach(this::addComeback);
        addPause("switchover", report.switchoverPauseMillis());
        addPause("failback", report.failbackPauseMillis());
        add(
                "longest gap",
                millis(OptionalLong.of(report.longestGap().millis())),
                String.format(
                        Locale.ROOT,
                        "between effects, from %.1f s on",
                        report.longestGap().fromMicros() / MICROS_PER_SECOND));
        add(
                "producer stall",
                millis(OptionalLong.of(report.longestStall().millis())),
                "longest time without an acknowledgement");
        lines.add("");
        lines.add(bold("Regions at the end"));
        report.regions().forEach(this::addRegion);
        report.comparison().ifPresent(this::addComparison);
        add(
                "peak memory",
                memory(),
                report.peakBytes().entrySet().stream()
                        .map(peak -> peak.getKey() + " " + ReportJson.mebibytes(peak.getValue()))
                        .collect(Collectors.joining(", ")));
        lines.add("");
        addConclusion();
        return lines;
    }

    private void addFault(Report.FaultOutcome fault) {
        lines.add("  " + fault.act().describe());
        add("  noticed", millis(fault.detectMillis()), "until the token said so");
        if (fault.hitActive()) {
            add("  taken over", millis(fault.rtoMillis()), "until another region applied its first event");
        }
    }

    private void addComeback(Report.Comeback comeback) {
        lines.add("  " + comeback.act().describe());
        String copied = comeback.copied().isPresent()
                ? "; " + number(comeback.copied().getAsLong()) + " events were copied into its log"
                : "";
        add("  caught up", millis(comeback.inSyncMillis()), "until it was IN_SYNC again" + copied);
    }

    private void addPause(String what, OptionalLong millis) {
        if (millis.isPresent()) {
            add(what, millis(millis), "longest gap between effects around it");
        }
    }

    private void addRegion(String name, Report.RegionState state) {
        String log = state.events().isPresent()
                ? number(state.events().getAsLong()) + " events in its log, "
                        + number(state.missing().orElse(0)) + " acknowledged ones missing"
                        + (state.onlyHere().isPresent()
                                ? ", " + number(state.onlyHere().getAsLong()) + " only there"
                                : "")
                : "its service does not answer";
        add(name, state.sync() + (state.isActive() ? " *" : ""), number(state.applied()) + " applied; " + log);
    }

    private void addComparison(Findings findings) {
        String found = findings.sum().regions().entrySet().stream()
                .map(region ->
                        region.getKey() + " lacks " + number(region.getValue().missing()) + " and has "
                                + number(region.getValue().repeated()) + " repeated, "
                                + number(region.getValue().outOfOrder()) + " out of order")
                .collect(Collectors.joining("; "));
        add("baton verify", findings.areSame() ? "same" : "different", found);
    }

    private void addConclusion() {
        report.notes().forEach(note -> lines.add("Note: " + note + "."));
        if (report.isOk()) {
            lines.add(ansi.string(
                    "@|bold,green Nothing was lost, nothing was repeated, and every partition kept its order.|@"));
            return;
        }
        lines.add(ansi.string("@|bold,red This did not go as promised:|@"));
        report.complaints().forEach(complaint -> lines.add("  - " + complaint));
    }

    private void add(String name, String value, String meaning) {
        lines.add(String.format(Locale.ROOT, LINE, name, value, meaning));
    }

    private String memory() {
        return ReportJson.mebibytes(report.peakBytes().values().stream()
                        .mapToLong(Long::longValue)
                        .sum()) + " MiB";
    }

    private String bold(String text) {
        return ansi.string("@|bold " + text + "|@");
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String millis(OptionalLong millis) {
        return millis.isPresent() ? number(millis.getAsLong()) + " ms" : "never";
    }
}
