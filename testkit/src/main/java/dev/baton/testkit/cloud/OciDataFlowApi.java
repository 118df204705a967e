package dev.baton.testkit.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.testkit.cloud.OciDataFlow.View;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** OCI Data Flow's API 20200129, of which: make a run, get one, list them, cancel one. */
final class OciDataFlowApi extends OciApi {

    private static final String PATH = "/20200129/runs";
    private static final CloudError NO_RUN =
            new CloudError(404, "NotAuthorizedOrNotFound", "Authorization failed or requested resource not found.");

    private final String application;
    private final OciDataFlow runs;

    /** Knows one application. */
    OciDataFlowApi(String application, OciDataFlow runs) {
        this.application = application;
        this.runs = runs;
    }

    @Override
    public CloudReply answer(CloudRequest request) {
        Optional<String> rest = request.pathAfter(PATH);
        if (rest.isEmpty()) {
            return error(NO_RUN);
        }
        String id = rest.get().isEmpty() ? "" : rest.get().substring(1);
        try {
            return switch (request.method() + (id.isEmpty() ? "" : " one")) {
                case "POST" -> create(request);
                case "GET" -> reply(200).with(list(request.parameters()).toString());
                case "GET one" -> runs.get(id)
                        .map(run -> reply(200).with(json(run).toString()))
                        .orElseGet(() -> error(NO_RUN));
                case "DELETE one" -> cancel(id);
                default -> error(new CloudError(405, "MethodNotAllowed", "The method is not allowed"));
            };
        } catch (IOException e) {
            return error(new CloudError(400, "InvalidParameter", "The body is no JSON"));
        }
    }

    private CloudReply create(CloudRequest request) throws IOException {
        JsonNode body = JSON.readTree(request.body());
        String wanted = body.path("applicationId").asText();
        if (!body.hasNonNull("compartmentId")) {
            return error(new CloudError(400, "MissingParameter", "compartmentId"));
        }
        if (!wanted.equals(application)) {
            return error(NO_RUN);
        }
        View run = runs.create(wanted, body.path("displayName").asText(), request.header("opc-retry-token"));
        return reply(200).with(json(run).toString());
    }

    private ArrayNode list(Map<String, String> parameters) {
        ArrayNode list = JSON.createArrayNode();
        runs.list().stream()
                .filter(run -> parameters
                        .getOrDefault("applicationId", run.application())
                        .equals(run.application()))
                .filter(run ->
                        parameters.getOrDefault("displayName", run.name()).equals(run.name()))
                .limit(Integer.parseInt(parameters.getOrDefault("limit", "50")))
                .forEach(run -> list.add(json(run)));
        return list;
    }

    private CloudReply cancel(String id) {
        if (runs.get(id).isEmpty()) {
            return error(NO_RUN);
        }
        return runs.cancel(id)
                ? reply(204)
                : error(new CloudError(409, "IncorrectState", "The run has completed already"));
    }

    private static ObjectNode json(View run) {
        return JSON.createObjectNode()
                .put("id", run.id())
                .put("applicationId", run.application())
                .put("displayName", run.name())
                .put("lifecycleState", run.state())
                .put("timeCreated", run.created().toString());
    }

    @Override
    public CloudError contended() {
        return new CloudError(409, "Conflict", "Another request is under way");
    }

    @Override
    public CloudError conditionNotMet() {
        return new CloudError(412, "NoEtagMatch", "The condition is not met");
    }
}
