package dev.baton.cli.control;

import dev.baton.cli.shell.Format;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.catchup.Checkpoint;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.kafka.survey.Answer;
import dev.baton.kafka.survey.LogReport;
import dev.baton.kafka.survey.Report;
import dev.baton.runtime.monitor.ProbeResult;
import dev.baton.runtime.verify.Findings;
import dev.baton.runtime.verify.RegionFindings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a region that is not IN_SYNC lacks, in words: by event id where both regions answer, and else as far as lengths of logs and
 * the region's journal can tell.
 */
final class Shortfall {

    private final RegionId region;
    private final Token token;
    private final Report report;
    private final Function<RegionId, Answer<Findings>> comparison;

    /**
     * @param comparison of the region's logs with those of another one; asked only if both serve their clients
     */
    Shortfall(RegionId region, Token token, Report report, Function<RegionId, Answer<Findings>> comparison) {
        this.region = region;
        this.token = token;
        this.report = report;
        this.comparison = comparison;
    }

    String describe() {
        List<String> told = new ArrayList<>();
        token.regions().forEach((other, state) -> {
            if (!other.equals(region) && state.sync() == Sync.IN_SYNC) {
                told.add(than(other));
            }
        });
        String order = token.sync(region) == Sync.CATCHING_UP
                ? ". Its catch-up has not ended, so they are missing in the middle of its log, and order is lost there"
                : "";
        return "acknowledged events that only other regions have would be missing in " + region + ": "
                + String.join("; ", told) + order;
    }

    private String than(RegionId other) {
        if (serves(region) && serves(other)) {
            return comparison
                    .apply(other)
                    .fold(
                            findings -> byId(other, findings),
                            why -> byLength(other) + " (event ids could not be compared: " + why + ")");
        }
        return byLength(other);
    }

    private boolean serves(RegionId each) {
        return report.region(each).probe() instanceof ProbeResult.Ok;
    }

    private String byId(RegionId other, Findings findings) {
        SortedMap<String, SortedMap<Integer, Long>> missing = new TreeMap<>();
        findings.logs().forEach((log, found) -> {
            RegionFindings here = found.regions().get(region);
            if (here != null && here.missing() > 0) {
                count(missing, log, here.missing());
            }
        });
        return "by event id, of what " + other + " has " + (missing.isEmpty() ? "nothing is missing" : list(missing));
    }

    private String byLength(RegionId other) {
        SortedMap<String, LogReport> here = logs(region);
        SortedMap<String, LogReport> there = logs(other);
        if (here.isEmpty() || there.isEmpty()) {
            return "how many cannot be told, as " + (here.isEmpty() ? region : other) + " does not answer" + known();
        }
        List<String> streams = new ArrayList<>();
        there.forEach((stream, log) -> {
            long has = here.containsKey(stream) ? here.get(stream).end() : 0;
            streams.add("of stream " + stream + " about " + Format.count(Math.max(0, log.end() - has)) + " (" + other
                    + " has " + Format.count(log.end()) + " records, " + region + " " + Format.count(has) + ")");
        });
        return "by the lengths of the logs, " + String.join(", ", streams);
    }

    private SortedMap<String, LogReport> logs(RegionId each) {
        return report.region(each).streams().fold(logs -> logs, why -> new TreeMap<>());
    }

    /** The journal is beside the token, so it can be read although a region is gone. */
    private String known() {
        if (token.sync(region) == Sync.OUT) {
            Instant since = Objects.requireNonNull(token.regions().get(region)).since();
            return "; it is all that was acknowledged since " + region + " was given up, "
                    + Format.time(since, Instant.now());
        }
        return report.region(region).journal().fold(this::uncopied, why -> "");
    }

    private String uncopied(RegionJournal journal) {
        SortedMap<String, SortedMap<Integer, Long>> left = new TreeMap<>();
        journal.logs().forEach((log, known) -> {
            Checkpoint checkpoint = known.checkpoint();
            if (checkpoint != null && !checkpoint.isDone()) {
                count(left, log, checkpoint.sourceEnd() - checkpoint.resume());
            }
        });
        return left.isEmpty() || journal.episode() != token.episode(region)
                ? ""
                : "; its catch-up had yet to look at this much of " + journal.source() + ": " + list(left);
    }

    private static void count(SortedMap<String, SortedMap<Integer, Long>> counts, LogId log, long events) {
        counts.computeIfAbsent(log.stream(), any -> new TreeMap<>()).put(log.partition(), events);
    }

    /** Such as {@code 7 of stream a (partition 0: 3, partition 1: 4)}. */
    private static String list(SortedMap<String, SortedMap<Integer, Long>> counts) {
        return counts.entrySet().stream()
                .map(stream -> Format.count(stream.getValue().values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                        + " of stream " + stream.getKey() + " (" + partitions(stream.getValue()) + ")")
                .collect(Collectors.joining(", "));
    }

    private static String partitions(Map<Integer, Long> counts) {
        return counts.entrySet().stream()
                .map(each -> "partition " + each.getKey() + ": " + Format.count(each.getValue()))
                .collect(Collectors.joining(", "));
    }
}
