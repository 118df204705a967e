package dev.baton.testkit.cloud;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;

/** What all services of OCI have in common: JSON, and how they say that something is wrong. */
abstract class OciApi implements CloudApi {

    static final ObjectMapper JSON = new ObjectMapper();

    /** The SDK takes an answer without a content type for a failure. */
    static CloudReply reply(int status) {
        return CloudReply.of(status)
                .with("Content-Type", "application/json")
                .with("opc-request-id", UUID.randomUUID().toString());
    }

    @Override
    public final CloudReply error(CloudError error) {
        ObjectNode body = JSON.createObjectNode().put("code", error.code()).put("message", error.message());
        return reply(error.status()).with(body.toString());
    }

    @Override
    public final CloudError throttled() {
        return new CloudError(429, "TooManyRequests", "Too many requests for the user");
    }

    @Override
    public final CloudError broken() {
        return new CloudError(500, "InternalServerError", "Internal server error");
    }
}
