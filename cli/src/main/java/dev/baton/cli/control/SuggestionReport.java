package dev.baton.cli.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.core.RegionId;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.config.MonitorConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** What was measured and what follows from it, for people and for programs. */
final class SuggestionReport {

    private static final double NANOS_PER_MILLI = 1e6;

    private final BatonConfig config;
    private final SortedMap<RegionId, Measurement.Region> regions;
    private final Optional<Suggestion> suggestion;

    SuggestionReport(BatonConfig config, SortedMap<RegionId, Measurement.Region> regions) {
        this.config = config;
        this.regions = regions;
        List<Percentiles> measured = regions.values().stream()
                .filter(region -> !region.totals().isEmpty())
                .map(region -> Percentiles.of(region.totals()))
                .toList();
        this.suggestion =
                measured.isEmpty() ? Optional.empty() : Optional.of(Suggestion.of(measured, config.monitor()));
    }

    /** True if every region was measured and none of its probes failed. */
    boolean isComplete() {
        return regions.values().stream()
                .allMatch(region -> region.failed() == 0 && !region.totals().isEmpty());
    }

    String text() {
        List<String> lines = new ArrayList<>();
        Duration configured = config.monitor().probeTimeout();
        regions.forEach((id, region) -> {
            lines.add(id + ": " + region.totals().size() + " probes served, " + region.failed() + " not"
                    + (region.why() == null ? "" : " (" + region.why() + ")") + "; with the configured probeTimeout of "
                    + Suggestion.text(configured) + ", " + region.slowerThan(configured) + " more would have failed");
            if (!region.totals().isEmpty()) {
                lines.add("  ms           p50      p99    p99.9      max");
                lines.add(line("all", region.totals()));
                region.steps().forEach((step, durations) -> lines.add(line(step, durations)));
            }
        });
        if (!isComplete()) {
            lines.add(
                    "Not every probe was served: measure again when the regions are well, or these are thresholds of a fault.");
        }
        suggestion.ifPresent(fits -> {
            lines.add("");
            lines.add("monitor:");
            lines.add("  probeTimeout: " + Suggestion.text(fits.probeTimeout()));
            lines.add("  downFailures: " + fits.downFailures());
            lines.add("  downAfter: " + Suggestion.text(fits.downAfter()));
            fits.reasons().forEach(reason -> lines.add("# " + reason));
        });
        return String.join("\n", lines);
    }

    private static String line(String what, List<Duration> durations) {
        Percentiles each = Percentiles.of(durations);
        return String.format(
                Locale.ROOT,
                "  %-11s %6.1f   %6.1f   %6.1f   %6.1f",
                what,
                millis(each.p50()),
                millis(each.p99()),
                millis(each.p999()),
                millis(each.max()));
    }

    ObjectNode json() {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("name", config.name());
        ObjectNode nodes = root.putObject("regions");
        regions.forEach((id, region) -> {
            ObjectNode node = nodes.putObject(id.value())
                    .put("served", region.totals().size())
                    .put("failed", region.failed())
                    .put("why", region.why())
                    .put(
                            "slowerThanConfigured",
                            region.slowerThan(config.monitor().probeTimeout()));
            ObjectNode millis = node.putObject("millis");
            if (!region.totals().isEmpty()) {
                addMillis(millis, "all", region.totals());
            }
            region.steps().forEach((step, durations) -> addMillis(millis, step, durations));
        });
        MonitorConfig monitor = config.monitor();
        root.putObject("configured")
                .put("probeTimeout", Suggestion.text(monitor.probeTimeout()))
                .put("downFailures", monitor.downFailures())
                .put("downAfter", Suggestion.text(monitor.downAfter()));
        root.set(
                "suggested",
                suggestion
                        .map(SuggestionReport::json)
                        .map(JsonNode.class::cast)
                        .orElse(JsonNodeFactory.instance.nullNode()));
        return root.put("complete", isComplete());
    }

    private static ObjectNode json(Suggestion suggestion) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("probeTimeout", Suggestion.text(suggestion.probeTimeout()))
                .put("downFailures", suggestion.downFailures())
                .put("downAfter", Suggestion.text(suggestion.downAfter()))
                .put("noticedWithinMillis", suggestion.noticedWithin().toMillis());
        suggestion.reasons().forEach(node.putArray("reasons")::add);
        return node;
    }

    private static void addMillis(ObjectNode node, String what, List<Duration> durations) {
        Percentiles each = Percentiles.of(durations);
        for (Map.Entry<String, Duration> one : List.of(
                Map.entry("p50", each.p50()),
                Map.entry("p99", each.p99()),
                Map.entry("p999", each.p999()),
                Map.entry("max", each.max()))) {
            node.withObject("/" + what.replace(' ', '_')).put(one.getKey(), millis(one.getValue()));
        }
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / NANOS_PER_MILLI;
    }
}
