package dev.baton.cli.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.core.monitor.Opinion;
import dev.baton.core.monitor.Tally;
import dev.baton.kafka.survey.Witnesses;
import dev.baton.runtime.report.Bulletin;

/** What monitors and clients see, as programs read it. */
final class WitnessJson {

    private static final double NANOS_PER_MILLI = 1e6;

    private WitnessJson() {}

    static JsonNode of(Witnesses witnesses) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ObjectNode monitors = root.putObject("monitors");
        witnesses
                .monitors()
                .forEach((name, bulletin) -> monitors.set(
                        name, bulletin(bulletin).put("fresh", witnesses.fresh().contains(name))));
        ObjectNode votes = root.putObject("votes");
        witnesses.votes().forEach((region, tally) -> votes.set(region.value(), votes(tally)));
        ObjectNode clients = root.putObject("clients");
        witnesses.clients().forEach((name, bulletin) -> clients.set(name, bulletin(bulletin)));
        return root;
    }

    private static ObjectNode bulletin(Bulletin bulletin) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("count", bulletin.report().count())
                .put("at", bulletin.at().toString());
        ObjectNode regions = node.putObject("regions");
        bulletin.report().findings().forEach((region, finding) -> {
            ObjectNode one = regions.putObject(region.value())
                    .put("health", finding.word())
                    .put("why", finding.why().isEmpty() ? null : finding.why());
            Bulletin.Detail detail = bulletin.details().get(region);
            if (detail != null) {
                one.put("since", detail.since().toString());
                ObjectNode steps = one.putObject("stepMillis");
                detail.steps().forEach((step, took) -> steps.put(step, took.toNanos() / NANOS_PER_MILLI));
            }
        });
        return node;
    }

    private static ObjectNode votes(Tally tally) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("up", tally.votes(Opinion.UP))
                .put("down", tally.votes(Opinion.DOWN))
                .put("silent", tally.silent().size())
                .put("majority", tally.majority())
                .put("isUp", tally.isUp())
                .put("isDown", tally.isDown())
                .put("clientsUp", tally.clients().up())
                .put("clientsDown", tally.clients().down());
    }
}
