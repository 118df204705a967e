package dev.baton.cli.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.core.RegionId;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.kafka.survey.Answer;
import dev.baton.kafka.survey.LogReport;
import dev.baton.kafka.survey.RegionReport;
import dev.baton.kafka.survey.Report;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.gate.Registration;
import dev.baton.runtime.monitor.ProbeResult;
import dev.baton.runtime.token.TokenJson;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/** A report as programs read it: what is not known is null, and beside it stands why. */
final class StatusJson {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private StatusJson() {}

    static ObjectNode of(BatonConfig config, Report report) {
        ObjectNode root = NODES.objectNode().put("name", config.name());
        set(root, "token", report.token(), StatusJson::token);
        set(root, "notInSync", report.token(), StatusJson::notInSync);
        ObjectNode stores = root.putObject("tokenStores");
        report.stores()
                .forEach((name, why) ->
                        stores.putObject(name).put("counts", why.isEmpty()).put("why", why));
        ObjectNode regions = root.putObject("regions");
        report.regions().forEach((region, seen) -> {
            ObjectNode node = region(seen);
            node.set("catchUp", catchUp(region, config, report));
            regions.set(region.value(), node);
        });
        set(root, "witnesses", report.witnesses(), WitnessJson::of);
        ObjectNode hooks = root.putObject("hooks");
        report.hooks()
                .forEach((name, hook) -> set(hooks, name, hook, cursor -> cursor.<JsonNode>map(HookLines::json)
                        .orElse(NODES.nullNode())));
        return root;
    }

    private static <T> void set(ObjectNode node, String name, Answer<T> answer, Function<T, JsonNode> toJson) {
        node.set(name, answer.fold(toJson, why -> NODES.nullNode()));
        node.set(name + "Error", answer.fold(value -> NODES.nullNode(), NODES::textNode));
    }

    private static JsonNode token(Token token) {
        try {
            return new ObjectMapper().readTree(TokenJson.write(token));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a token was written that is no JSON", e);
        }
    }

    private static JsonNode notInSync(Token token) {
        ArrayNode regions = NODES.arrayNode();
        token.regions().forEach((region, state) -> {
            if (state.sync() != Sync.IN_SYNC) {
                regions.add(region.value());
            }
        });
        return regions;
    }

    private static ObjectNode region(RegionReport seen) {
        ObjectNode node = NODES.objectNode();
        node.set("probe", probe(seen.probe()));
        set(node, "consumers", seen.consumers(), StatusJson::consumers);
        set(node, "streams", seen.streams(), StatusJson::streams);
        return node;
    }

    /** Null for a region that is IN_SYNC, or if the token cannot be read. */
    private static JsonNode catchUp(RegionId region, BatonConfig config, Report report) {
        Token token = report.token().fold(told -> told, why -> null);
        if (token == null || !token.regions().containsKey(region) || token.sync(region) == Sync.IN_SYNC) {
            return NODES.nullNode();
        }
        ObjectNode node = NODES.objectNode()
                .put("since", token.regions().get(region).since().toString())
                .put(
                        "standing",
                        Standing.of(region, token, report, config.catchUp().policy()));
        Optional<CatchUpProgress> progress = report.region(region)
                .journal()
                .fold(journal -> CatchUpProgress.of(token, region, journal), why -> Optional.empty());
        progress.ifPresent(how -> node.put("source", String.valueOf(how.source()))
                .put("events", how.events())
                .put("bytes", how.bytes())
                .put("percent", how.percent())
                .put("bytesPerSecond", how.bytesPerSecond())
                .put("secondsLeft", how.left().map(Duration::toSeconds).orElse(null))
                .put("trouble", how.trouble().isEmpty() ? null : how.trouble()));
        return node;
    }

    private static JsonNode consumers(List<Registration> running) {
        ArrayNode array = NODES.arrayNode();
        running.forEach(one -> array.addObject()
                .put("group", one.group())
                .put("instance", one.instance())
                .put("term", one.term()));
        return array;
    }

    /** Of a probe: whether it succeeded (null if it cannot tell), how long each step took, and what went wrong. */
    static ObjectNode probe(ProbeResult result) {
        ObjectNode node = NODES.objectNode();
        if (result instanceof ProbeResult.Inconclusive inconclusive) {
            node.putNull("ok").put("why", inconclusive.why());
        } else if (result instanceof ProbeResult.Failed failed) {
            node.put("ok", false).put("why", failed.describe());
        } else {
            node.put("ok", true).putNull("why");
        }
        ObjectNode steps = node.putObject("stepMillis");
        result.steps().forEach(step -> steps.put(step.name(), step.took().toMillis()));
        return node;
    }

    private static JsonNode streams(SortedMap<String, LogReport> logs) {
        ObjectNode streams = NODES.objectNode();
        logs.forEach((stream, log) -> {
            ObjectNode node = streams.putObject(stream);
            node.put("partitions", log.partitions()).put("end", log.end());
            ObjectNode lags = node.putObject("lags");
            log.lags().forEach(lags::put);
        });
        return streams;
    }
}
