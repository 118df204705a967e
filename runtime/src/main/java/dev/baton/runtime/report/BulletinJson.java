package dev.baton.runtime.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.core.Decoded;
import dev.baton.core.RegionId;
import dev.baton.core.monitor.Finding;
import dev.baton.core.monitor.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Bulletins as JSON. Stateless; reading is total, and what a later release may add is passed over. */
final class BulletinJson {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT = 1;
    private static final double NANOS_PER_MILLI = 1e6;

    /** The most that is kept of a text that only people read. */
    private static final int MAX_TEXT = 300;

    private BulletinJson() {}

    static byte[] write(Bulletin bulletin) {
        Report report = bulletin.report();
        ObjectNode root = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("by", report.by())
                .put("run", report.run())
                .put("count", report.count())
                .put("at", bulletin.at().toString());
        ObjectNode regions = root.putObject("regions");
        report.findings().forEach((region, finding) -> {
            ObjectNode node = regions.putObject(region.value())
                    .put("health", finding.word())
                    .put("why", shortened(finding.why()));
            if (finding.lag() != null) {
                node.put("lag", finding.lag());
            }
            Bulletin.Detail detail = bulletin.details().get(region);
            if (detail != null) {
                node.put("since", detail.since().toString());
                ObjectNode steps = node.putObject("stepMillis");
                detail.steps()
                        .forEach((step, took) ->
                                steps.put(step, Math.round(took.toNanos() / NANOS_PER_MILLI * 10) / 10.0));
            }
        });
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    static Decoded<Bulletin> read(byte[] bytes) {
        try {
            JsonNode root = JSON.readTree(bytes);
            if (root.path("format").asInt() != FORMAT) {
                return new Decoded.Malformed<>("is not of format " + FORMAT);
            }
            SortedMap<RegionId, Finding> findings = new TreeMap<>();
            SortedMap<RegionId, Bulletin.Detail> details = new TreeMap<>();
            for (Map.Entry<String, JsonNode> entry : root.path("regions").properties()) {
                RegionId region = new RegionId(entry.getKey());
                JsonNode node = entry.getValue();
                findings.put(region, new Finding(text(node, "health"), text(node, "why"), lag(node)));
                details.put(region, detail(node));
            }
            Report report = new Report(
                    text(root, "by"), text(root, "run"), root.path("count").asLong(), findings);
            return new Decoded.Value<>(new Bulletin(report, instant(root, "at"), details));
        } catch (IOException | IllegalArgumentException | DateTimeException | ArithmeticException e) {
            return new Decoded.Malformed<>("is no report: " + shortened(String.valueOf(e.getMessage())));
        }
    }

    /** Null if it is not told, or not in a way that can be meant. */
    private static @Nullable Long lag(JsonNode node) {
        JsonNode lag = node.path("lag");
        return lag.isIntegralNumber() && lag.canConvertToLong() && lag.asLong() >= 0 ? lag.asLong() : null;
    }

    private static Bulletin.Detail detail(JsonNode node) {
        Map<String, Duration> steps = new LinkedHashMap<>();
        node.path("stepMillis")
                .properties()
                .forEach(step -> steps.put(shortened(step.getKey()), Duration.ofNanos((long)
                        (step.getValue().asDouble() * NANOS_PER_MILLI))));
        return new Bulletin.Detail(instant(node, "since"), steps);
    }

    private static Instant instant(JsonNode node, String name) {
        return node.has(name) ? Instant.parse(node.path(name).asText()) : Instant.EPOCH;
    }

    private static String text(JsonNode node, String name) {
        return shortened(node.path(name).asText(""));
    }

    private static String shortened(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }
}
