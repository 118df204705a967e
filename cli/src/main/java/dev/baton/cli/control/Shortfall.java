package dev.baton.cli.control;

import dev.baton.cli.shell.Format;
import dev.baton.core.RegionId;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.kafka.survey.LogReport;
import dev.baton.kafka.survey.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a region that is not IN_SYNC lacks, as far as lengths of logs can tell. */
final class Shortfall {

    private Shortfall() {}

    static String of(RegionId region, Token token, Report report) {
        SortedMap<String, LogReport> here = logs(report, region);
        List<String> told = new ArrayList<>();
        token.regions().forEach((other, state) -> {
            if (!other.equals(region) && state.sync() == Sync.IN_SYNC) {
                told.add(compare(region, here, other, logs(report, other)));
            }
        });
        return "acknowledged events that only other regions have would be missing in " + region
                + " (this release cannot catch up): " + String.join("; ", told);
    }

    private static String compare(
            RegionId region, SortedMap<String, LogReport> here, RegionId other, SortedMap<String, LogReport> there) {
        if (here.isEmpty() || there.isEmpty()) {
            return "how many cannot be told, as " + (here.isEmpty() ? region : other) + " does not answer";
        }
        List<String> streams = new ArrayList<>();
        there.forEach((stream, log) -> {
            long has = here.containsKey(stream) ? here.get(stream).end() : 0;
            streams.add("of stream " + stream + " about " + Format.count(Math.max(0, log.end() - has)) + " (" + other
                    + " has " + Format.count(log.end()) + " records, " + region + " " + Format.count(has) + ")");
        });
        return String.join(", ", streams);
    }

    private static SortedMap<String, LogReport> logs(Report report, RegionId region) {
        return report.region(region).streams().fold(logs -> logs, why -> new TreeMap<>());
    }
}
