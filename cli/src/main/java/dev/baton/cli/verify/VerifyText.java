package dev.baton.cli.verify;

import dev.baton.cli.shell.Format;
import dev.baton.cli.shell.Terminal;
import dev.baton.cli.shell.Terminal.Colour;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.event.ProducerId;
import dev.baton.runtime.verify.Findings;
import dev.baton.runtime.verify.Gap;
import dev.baton.runtime.verify.RegionFindings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Findings as people read them. */
final class VerifyText {

    private static final String ROW = "%-20s %9s  %-8s %13s %13s %9s %9s %12s %10s";

    private final Terminal terminal;
    private final List<String> lines = new ArrayList<>();

    VerifyText(Terminal terminal) {
        this.terminal = terminal;
    }

    String of(Findings findings) {
        lines.add(terminal.in(
                Colour.BOLD,
                row(
                        "stream",
                        "partition",
                        "region",
                        "records",
                        "in all",
                        "missing",
                        "repeated",
                        "out of order",
                        "without id")));
        findings.logs().forEach((log, found) -> add(log.stream(), String.valueOf(log.partition()), found));
        Findings.Log sum = findings.sum();
        add("sum", "", sum);
        findings.logs().forEach(this::addGaps);
        addPassedOver(sum);
        if (findings.areSame()) {
            lines.add(terminal.in(
                    Colour.GREEN,
                    "same: " + String.join(", ", names(sum)) + " hold the same " + Format.count(sum.common(), "event")
                            + ", in order for each producer"));
        } else {
            lines.add(
                    "A log cannot tell which of its events were acknowledged. One whose send failed, with a timeout say, may be"
                            + " in one region only or come late; if no send has failed, or not so many, then something is wrong.");
        }
        return String.join("\n", lines);
    }

    private void add(String stream, String partition, Findings.Log found) {
        String[] place = {stream, partition};
        found.regions().forEach((region, here) -> {
            String row = row(
                    place[0],
                    place[1],
                    region.value(),
                    Format.count(here.records()),
                    Format.count(found.common()),
                    Format.count(here.missing()),
                    Format.count(here.repeated()),
                    Format.count(here.outOfOrder()),
                    Format.count(here.withoutId()));
            lines.add(here.differs() ? terminal.in(Colour.RED, row) : row);
            place[0] = "";
            place[1] = "";
        });
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, ROW, cells).stripTrailing();
    }

    private void addGaps(LogId log, Findings.Log found) {
        found.regions().forEach((region, here) -> {
            for (Gap gap : here.gaps()) {
                String sequences = gap.to() - gap.from() == 1
                        ? "sequence " + gap.from()
                        : "sequences " + gap.from() + " to " + (gap.to() - 1);
                lines.add(region + " lacks of " + log + ": producer " + new ProducerId(gap.producer()) + ", "
                        + sequences);
            }
        });
    }

    private void addPassedOver(Findings.Log sum) {
        long passedOver = sum.regions().values().stream()
                .mapToLong(RegionFindings::passedOver)
                .sum();
        if (passedOver > 0) {
            lines.add(Format.count(passedOver, "record") + " not judged, as older than --since, or about as old as the"
                    + " oldest that retention has left in every region");
        }
    }

    private static List<String> names(Findings.Log sum) {
        return sum.regions().keySet().stream().map(RegionId::value).toList();
    }

    /** Such as {@code r2 lacks 12 events, in r1 3 are out of order}. */
    static String differences(Findings findings) {
        List<String> told = new ArrayList<>();
        findings.sum().regions().forEach((region, here) -> {
            if (here.missing() > 0) {
                told.add(region + " lacks " + Format.count(here.missing(), "event"));
            }
            if (here.outOfOrder() > 0) {
                told.add(region + " has " + Format.count(here.outOfOrder(), "event") + " out of order");
            }
        });
        return told.stream().collect(Collectors.joining(", "));
    }
}
