package dev.baton.testkit.cloud;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.testkit.cloud.ObjectBucket.Blob;
import dev.baton.testkit.cloud.ObjectBucket.Result;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * OCI Object Storage's GET, HEAD, PUT, DELETE and list of one bucket. An ETag is a new UUID with each write. What it
 * says of {@code if-match} where there is no object is not documented; 412 here.
 */
final class OciObjectApi extends OciApi {

    private static final CloudError NO_OBJECT =
            new CloudError(404, "ObjectNotFound", "The object was not found in the bucket");

    private final String objectsPath;
    private final int pageSize;
    private final ObjectBucket objects =
            new ObjectBucket(bytes -> UUID.randomUUID().toString());

    OciObjectApi(String namespace, String bucket, int pageSize) {
        this.objectsPath = "/n/" + namespace + "/b/" + bucket + "/o";
        this.pageSize = pageSize;
    }

    @Override
    public CloudReply answer(CloudRequest request) {
        if (request.rawPath().equals(objectsPath)) {
            return request.method().equals("GET") ? list(request.parameters()) : notAllowed();
        }
        Optional<String> name = request.pathAfter(objectsPath + "/").filter(text -> !text.isEmpty());
        if (name.isEmpty()) {
            return error(new CloudError(
                    404, "BucketNotFound", "Either the bucket does not exist or you are not authorized to access it"));
        }
        return switch (request.method()) {
            case "GET", "HEAD" -> get(request, name.get());
            case "PUT" -> put(request, name.get());
            case "DELETE" -> delete(request, name.get());
            default -> notAllowed();
        };
    }

    private CloudReply get(CloudRequest request, String name) {
        Optional<Blob> found = objects.get(name);
        if (found.isEmpty()) {
            return error(NO_OBJECT);
        }
        Blob blob = found.get();
        if (request.header("if-none-match").filter(blob.tag()::equals).isPresent()) {
            return reply(304).with("etag", blob.tag());
        }
        return reply(200)
                .with("etag", blob.tag())
                .with(
                        "last-modified",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                blob.modified().atOffset(ZoneOffset.UTC)))
                .with("Content-Type", "application/octet-stream")
                .with(blob.bytes());
    }

    private CloudReply put(CloudRequest request, String name) {
        Optional<String> ifMatch = request.header("if-match");
        Optional<String> ifNoneMatch = request.header("if-none-match");
        if (ifNoneMatch.filter(tag -> !tag.equals("*")).isPresent()) {
            return error(new CloudError(400, "InvalidParameter", "The only valid value of if-none-match is *"));
        }
        Result result = objects.put(
                name,
                request.body(),
                now -> (ifNoneMatch.isEmpty() || now == null)
                        && (ifMatch.isEmpty() || (now != null && ifMatch.get().equals(now.tag()))));
        if (result.applied()) {
            return reply(200).with("etag", Objects.requireNonNull(result.now()).tag());
        }
        return error(
                ifMatch.isEmpty()
                        ? new CloudError(412, "IfNoneMatchFailed", "The object already exists")
                        : conditionNotMet());
    }

    private CloudReply delete(CloudRequest request, String name) {
        Optional<String> ifMatch = request.header("if-match");
        Result result =
                objects.delete(name, now -> ifMatch.isEmpty() || ifMatch.get().equals(now.tag()));
        if (result.applied()) {
            return reply(204);
        }
        return error(result.now() == null ? NO_OBJECT : conditionNotMet());
    }

    private CloudReply list(Map<String, String> parameters) {
        int most = Math.min(pageSize, Integer.parseInt(parameters.getOrDefault("limit", "1000")));
        List<String> found =
                objects.names(parameters.getOrDefault("prefix", ""), parameters.getOrDefault("start", ""), most + 1);
        ObjectNode page = JSON.createObjectNode();
        ArrayNode names = page.putArray("objects");
        found.stream().limit(most).forEach(name -> names.addObject().put("name", name));
        page.putArray("prefixes");
        if (found.size() > most) {
            page.put("nextStartWith", found.get(most));
        }
        return reply(200).with(page.toString());
    }

    private CloudReply notAllowed() {
        return error(new CloudError(405, "MethodNotAllowed", "The method is not allowed"));
    }

    @Override
    public CloudError contended() {
        return new CloudError(409, "ConcurrentObjectUpdate", "The object was concurrently modified");
    }

    @Override
    public CloudError conditionNotMet() {
        return new CloudError(412, "IfMatchFailed", "The If-Match header does not match the object's ETag");
    }
}
