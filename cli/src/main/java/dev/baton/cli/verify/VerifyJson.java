package dev.baton.cli.verify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.core.event.ProducerId;
import dev.baton.runtime.verify.Findings;
import dev.baton.runtime.verify.RegionFindings;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Findings as programs read them. */
final class VerifyJson {

    private VerifyJson() {}

    static ObjectNode of(Findings findings, @Nullable Instant since) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("same", findings.areSame()).put("since", since == null ? null : since.toString());
        add(root.putObject("sum"), findings.sum());
        ArrayNode logs = root.putArray("logs");
        findings.logs().forEach((log, found) -> {
            ObjectNode node = logs.addObject().put("stream", log.stream()).put("partition", log.partition());
            add(node, found);
        });
        return root;
    }

    private static void add(ObjectNode node, Findings.Log found) {
        node.put("common", found.common());
        ObjectNode regions = node.putObject("regions");
        found.regions().forEach((region, here) -> add(regions.putObject(region.value()), here));
    }

    private static void add(ObjectNode node, RegionFindings here) {
        node.put("records", here.records())
                .put("missing", here.missing())
                .put("repeated", here.repeated())
                .put("outOfOrder", here.outOfOrder())
                .put("withoutId", here.withoutId())
                .put("passedOver", here.passedOver());
        ArrayNode gaps = node.putArray("gaps");
        here.gaps().forEach(gap -> gaps.addObject()
                .put("producer", new ProducerId(gap.producer()).toString())
                .put("from", gap.from())
                .put("to", gap.to()));
    }
}
