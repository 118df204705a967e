package dev.baton.testkit.cloud;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.testkit.cloud.ObjectBucket.Blob;
import dev.baton.testkit.cloud.ObjectBucket.Result;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * OCI Object Storage's GET, HEAD, PUT, DELETE and list of one bucket with versions, and the name of its namespace. An ETag is a new UUID
 * with each write, and the id of the version too. What it says of {@code if-match} where there is no object is not documented; 412 here.
 */
final class OciObjectApi extends OciApi {

    private static final CloudError NO_OBJECT =
            new CloudError(404, "ObjectNotFound", "The object was not found in the bucket");

    /** Some SDKs ask for the namespace with a slash, others without. */
    private static final Set<String> NAMESPACE_PATHS = Set.of("/n", "/n/");

    private final String namespace;
    private final String objectsPath;
    private final int pageSize;
    private final ObjectBucket objects =
            new ObjectBucket(bytes -> UUID.randomUUID().toString());

    OciObjectApi(String namespace, String bucket, int pageSize) {
        this.namespace = namespace;
        this.objectsPath = "/n/" + namespace + "/b/" + bucket + "/o";
        this.pageSize = pageSize;
    }

    @Override
    public CloudReply answer(CloudRequest request) {
        if (NAMESPACE_PATHS.contains(request.rawPath()) && request.method().equals("GET")) {
            return reply(200).with(TextNode.valueOf(namespace).toString());
        }
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
        String version = request.parameters().get("versionId");
        Optional<Blob> found = version == null ? objects.get(name) : objects.version(name, version);
        if (found.isEmpty()) {
            return error(NO_OBJECT);
        }
        Blob blob = found.get();
        if (request.header("if-none-match").filter(blob.tag()::equals).isPresent()) {
            return reply(304).with("etag", blob.tag());
        }
        return reply(200)
                .with("etag", blob.tag())
                .with("version-id", blob.tag())
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
        if (request.header("content-md5")
                .filter(md5 -> !md5.equals(md5(request.body())))
                .isPresent()) {
            return error(new CloudError(400, "UnmatchedContentMD5", "The body does not have this Content-MD5"));
        }
        Result result = objects.put(
                name,
                request.body(),
                now -> (ifNoneMatch.isEmpty() || now == null)
                        && (ifMatch.isEmpty() || (now != null && ifMatch.get().equals(now.tag()))));
        if (result.applied()) {
            String tag = Objects.requireNonNull(result.now()).tag();
            return reply(200).with("etag", tag).with("version-id", tag).with("opc-content-md5", md5(request.body()));
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

    private static String md5(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
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
