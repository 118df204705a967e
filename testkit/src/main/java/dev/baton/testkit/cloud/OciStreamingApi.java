package dev.baton.testkit.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.testkit.cloud.EmulatedStream.GroupOptions;
import dev.baton.testkit.cloud.EmulatedStream.Page;
import dev.baton.testkit.cloud.EmulatedStream.Stored;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** OCI Streaming's API 20180418: messages, cursors and groups, and of the control plane get, list and create. */
final class OciStreamingApi extends OciApi {

    static final String PATH = "/20180418/streams";

    private static final int MAX_REQUEST = 1 << 20;
    private static final int MAX_MESSAGES = 10_000;
    private static final long GROUP_TIMEOUT_MILLIS = 30_000;
    private static final Set<String> GROUP_TYPES = Set.of("AT_TIME", "LATEST", "TRIM_HORIZON");

    private final OciStreams streams;

    OciStreamingApi(OciStreams streams) {
        this.streams = streams;
    }

    /** What is wrong with a request. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient CloudError error;

        Refused(int status, String code, String message) {
            super(message);
            this.error = new CloudError(status, code, message);
        }
    }

    @Override
    public CloudReply answer(CloudRequest request) {
        return answer(request, false);
    }

    @Override
    public CloudReply answerPartly(CloudRequest request) {
        return answer(request, true);
    }

    private CloudReply answer(CloudRequest request, boolean partly) {
        try {
            String rest = request.pathAfter(PATH).orElseThrow(OciStreamingApi::notFound);
            if (rest.isEmpty()) {
                return request.method().equals("POST") ? create(request) : list(request);
            }
            String[] parts = rest.substring(1).split("/", -1);
            EmulatedStream stream = streams.find(parts[0]).orElseThrow(OciStreamingApi::notFound);
            if (parts.length == 1) {
                return reply(200)
                        .with("etag", stream.id())
                        .with(describe(stream, request).toString());
            }
            if (!stream.serves()) {
                throw notFound();
            }
            return data(stream, parts, request, partly);
        } catch (Refused e) {
            return error(e.error);
        } catch (IOException | IllegalArgumentException | DateTimeParseException e) {
            return error(new CloudError(400, "InvalidParameter", String.valueOf(e.getMessage())));
        }
    }

    private CloudReply data(EmulatedStream stream, String[] parts, CloudRequest request, boolean partly)
            throws IOException {
        return switch (request.method() + " " + parts[1]) {
            case "POST messages" -> put(stream, JSON.readTree(request.body()), partly);
            case "GET messages" -> get(stream, request);
            case "POST cursors" -> cursor(stream, JSON.readTree(request.body()));
            case "POST groupCursors" -> groupCursor(stream, JSON.readTree(request.body()));
            case "POST commit" -> value(stream.commit(groupCursor(request))
                    .orElseThrow(() -> new Refused(
                            409, "IncorrectState", "The partition is reserved for another instance of the group")));
            case "POST heartbeat" -> value(stream.heartbeat(groupCursor(request)));
            case "GET groups" -> reply(200).with(group(stream, parts[2]).toString());
            case "PUT groups" -> update(stream, parts[2], JSON.readTree(request.body()));
            default -> throw new Refused(405, "MethodNotAllowed", "The method is not allowed");
        };
    }

    private static Refused notFound() {
        return new Refused(404, "NotAuthorizedOrNotFound", "Authorization failed or requested resource not found");
    }

    private CloudReply put(EmulatedStream stream, JsonNode body, boolean partly) throws IOException {
        List<JsonNode> messages = new ArrayList<>();
        body.path("messages").forEach(messages::add);
        int bytes = 0;
        for (JsonNode message : messages) {
            byte[] key = bytes(message, "key");
            bytes += bytes(message, "value").length + key.length;
        }
        if (messages.isEmpty() || bytes > MAX_REQUEST) {
            throw new Refused(400, "InvalidParameter", "A request holds 1 byte to 1 MB of decoded keys and values");
        }
        ObjectNode result = JSON.createObjectNode();
        ArrayNode entries = JSON.createArrayNode();
        int failures = 0;
        for (int i = 0; i < messages.size(); i++) {
            ObjectNode entry = entries.addObject();
            if (partly && i % 2 == 0) {
                failures++;
                entry.put("error", "InternalServerError").put("errorMessage", "The message was not stored");
            } else if (!put(stream, messages.get(i), entry)) {
                failures++;
                entry.put("error", "TooManyRequests").put("errorMessage", "The partition takes 1 MB a second");
            }
        }
        result.put("failures", failures).set("entries", entries);
        return reply(200).with(result.toString());
    }

    private static boolean put(EmulatedStream stream, JsonNode message, ObjectNode entry) throws IOException {
        Stored stored = stream.put(message.hasNonNull("key") ? bytes(message, "key") : null, bytes(message, "value"));
        if (stored.message() != null) {
            entry.put("partition", Integer.toString(stored.partition()))
                    .put("offset", stored.message().offset)
                    .put(
                            "timestamp",
                            Instant.ofEpochMilli(stored.message().timestamp).toString());
        }
        return stored.message() != null;
    }

    private static byte[] bytes(JsonNode message, String field) throws IOException {
        return message.hasNonNull(field) ? message.get(field).binaryValue() : new byte[0];
    }

    private CloudReply get(EmulatedStream stream, CloudRequest request) {
        int limit = Integer.parseInt(request.parameters().getOrDefault("limit", Integer.toString(MAX_MESSAGES)));
        Page page = stream.get(cursor(request), Math.min(limit, MAX_MESSAGES))
                .orElseThrow(() -> new Refused(429, "TooManyRequests", "Five gets a second and group are allowed"));
        ArrayNode messages = JSON.createArrayNode();
        page.messages().forEach(message -> messages.addObject()
                .put("stream", stream.name())
                .put("partition", Integer.toString(page.partition()))
                .put("key", message.key)
                .put("value", message.value)
                .put("offset", message.offset)
                .put("timestamp", Instant.ofEpochMilli(message.timestamp).toString()));
        return reply(200).with("opc-next-cursor", page.next().text()).with(messages.toString());
    }

    private StreamCursor cursor(CloudRequest request) {
        return StreamCursor.parse(request.parameters().getOrDefault("cursor", ""))
                .filter(cursor -> !cursor.isExpired(streams.now()))
                .orElseThrow(() -> new Refused(400, "InvalidParameter", "The cursor is invalid or has expired"));
    }

    private StreamCursor groupCursor(CloudRequest request) {
        StreamCursor cursor = cursor(request);
        if (!cursor.isOfGroup()) {
            throw new Refused(400, "InvalidParameter", "The cursor is none of a group");
        }
        return cursor;
    }

    private CloudReply cursor(EmulatedStream stream, JsonNode body) {
        int partition = body.path("partition").asInt(-1);
        if (partition < 0 || partition >= stream.partitions()) {
            throw new Refused(400, "InvalidParameter", "There is no such partition");
        }
        return value(stream.cursor(
                        partition,
                        body.path("type").asText(),
                        body.path("offset").asLong(),
                        time(body))
                .orElseThrow(() -> new Refused(400, "InvalidParameter", "The offset is out of range")));
    }

    private CloudReply groupCursor(EmulatedStream stream, JsonNode body) {
        return value(stream.join(
                body.path("groupName").asText(),
                body.path("instanceName").asText(UUID.randomUUID().toString()),
                groupType(body),
                time(body),
                new GroupOptions(
                        body.path("timeoutInMs").asLong(GROUP_TIMEOUT_MILLIS),
                        body.path("commitOnGet").asBoolean(true))));
    }

    private CloudReply update(EmulatedStream stream, String group, JsonNode body) {
        if (!stream.update(group, groupType(body), time(body))) {
            throw notFound();
        }
        return reply(204);
    }

    private static String groupType(JsonNode body) {
        String type = body.path("type").asText();
        if (!GROUP_TYPES.contains(type)) {
            throw new Refused(400, "InvalidParameter", "A group starts AT_TIME, LATEST or at the TRIM_HORIZON");
        }
        return type;
    }

    private static long time(JsonNode body) {
        return body.hasNonNull("time")
                ? Instant.parse(body.get("time").asText()).toEpochMilli()
                : 0;
    }

    private static CloudReply value(StreamCursor cursor) {
        return reply(200)
                .with(JSON.createObjectNode().put("value", cursor.text()).toString());
    }

    private static ObjectNode group(EmulatedStream stream, String name) {
        ObjectNode group = JSON.createObjectNode().put("streamId", stream.id()).put("groupName", name);
        ArrayNode reservations = group.putArray("reservations");
        List<EmulatedStream.Held> all = stream.reservations(name).orElseThrow(OciStreamingApi::notFound);
        for (int i = 0; i < all.size(); i++) {
            EmulatedStream.Held held = all.get(i);
            reservations
                    .addObject()
                    .put("partition", Integer.toString(i))
                    .put("committedOffset", held.committedOffset())
                    .put("reservedInstance", held.owner())
                    .put("timeReservedUntil", Instant.ofEpochMilli(held.until()).toString());
        }
        return group;
    }

    private CloudReply create(CloudRequest request) throws IOException {
        JsonNode body = JSON.readTree(request.body());
        EmulatedStream made = streams.create(
                body.path("name").asText(),
                body.path("partitions").asInt(1),
                Duration.ofHours(body.path("retentionInHours").asInt(24)));
        return reply(200).with("etag", made.id()).with(describe(made, request).toString());
    }

    private CloudReply list(CloudRequest request) {
        Map<String, String> wanted = request.parameters();
        ArrayNode list = JSON.createArrayNode();
        streams.all().stream()
                .filter(stream -> wanted.getOrDefault("name", stream.name()).equals(stream.name()))
                .filter(stream -> wanted.getOrDefault("id", stream.id()).equals(stream.id()))
                .filter(stream -> wanted.getOrDefault(
                                "lifecycleState", stream.lifecycle().name())
                        .equals(stream.lifecycle().name()))
                .forEach(stream -> list.add(describe(stream, request)));
        return reply(200).with(list.toString());
    }

    private ObjectNode describe(EmulatedStream stream, CloudRequest request) {
        return JSON.createObjectNode()
                .put("id", stream.id())
                .put("name", stream.name())
                .put("partitions", stream.partitions())
                .put("retentionInHours", stream.retention().toHours())
                .put("compartmentId", "ocid1.compartment.oc1..c")
                .put("streamPoolId", "ocid1.streampool.oc1..p")
                .put("lifecycleState", stream.lifecycle().name())
                .put("timeCreated", "2026-01-01T00:00:00.000Z")
                .put("messagesEndpoint", "http://" + request.header("host").orElse("127.0.0.1"));
    }

    @Override
    public CloudError contended() {
        return new CloudError(409, "IncorrectState", "The stream is being updated");
    }

    @Override
    public CloudError conditionNotMet() {
        return new CloudError(412, "NoEtagMatch", "The If-Match header does not match the resource's ETag");
    }
}
