package dev.baton.testkit.cloud;

import dev.baton.testkit.cloud.ObjectBucket.Blob;
import dev.baton.testkit.cloud.ObjectBucket.Result;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * S3's GET, HEAD, PUT, DELETE and ListObjectsV2 of one bucket. An ETag is the MD5 of the content, in quotes, so the same
 * bytes have the same one again.
 */
final class S3Api implements CloudApi {

    private static final CloudError NO_SUCH_KEY = new CloudError(404, "NoSuchKey", "The specified key does not exist.");

    private final String bucket;
    private final int pageSize;
    private final ObjectBucket objects =
            new ObjectBucket(bytes -> "\"" + HexFormat.of().formatHex(md5(bytes)) + "\"");

    S3Api(String bucket, int pageSize) {
        this.bucket = bucket;
        this.pageSize = pageSize;
    }

    @Override
    public CloudReply answer(CloudRequest request) {
        Optional<String> key = request.pathAfter("/" + bucket + "/");
        if (key.isEmpty() && !request.rawPath().equals("/" + bucket)) {
            return error(new CloudError(404, "NoSuchBucket", "The specified bucket does not exist"));
        }
        if (key.orElse("").isEmpty()) {
            return request.method().equals("GET") ? list(request.parameters()) : notAllowed();
        }
        return switch (request.method()) {
            case "GET", "HEAD" -> get(request, key.get());
            case "PUT" -> put(request, key.get());
            case "DELETE" -> delete(request, key.get());
            default -> notAllowed();
        };
    }

    private CloudReply get(CloudRequest request, String key) {
        Optional<Blob> found = objects.get(key);
        if (found.isEmpty()) {
            return error(NO_SUCH_KEY);
        }
        Blob blob = found.get();
        if (request.header("if-none-match").filter(blob.tag()::equals).isPresent()) {
            return CloudReply.of(304).with("ETag", blob.tag());
        }
        return CloudReply.of(200)
                .with("ETag", blob.tag())
                .with(
                        "Last-Modified",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                blob.modified().atOffset(ZoneOffset.UTC)))
                .with("Content-Type", "application/octet-stream")
                .with(blob.bytes());
    }

    private CloudReply put(CloudRequest request, String key) {
        Optional<String> md5 = request.header("content-md5");
        if (md5.isPresent() && !md5.get().equals(Base64.getEncoder().encodeToString(md5(request.body())))) {
            return error(new CloudError(400, "BadDigest", "The Content-MD5 you specified did not match."));
        }
        Optional<String> ifMatch = request.header("if-match").map(S3Api::quoted);
        Optional<String> ifNoneMatch = request.header("if-none-match");
        if (ifNoneMatch.filter(tag -> !tag.equals("*")).isPresent()) {
            return error(new CloudError(501, "NotImplemented", "If-None-Match takes * only."));
        }
        Result result = objects.put(
                key,
                request.body(),
                now -> (ifNoneMatch.isEmpty() || now == null)
                        && (ifMatch.isEmpty() || (now != null && ifMatch.get().equals(now.tag()))));
        if (result.applied()) {
            return CloudReply.of(200)
                    .with("ETag", Objects.requireNonNull(result.now()).tag());
        }
        return error(result.now() == null ? NO_SUCH_KEY : conditionNotMet());
    }

    private CloudReply delete(CloudRequest request, String key) {
        Optional<String> ifMatch = request.header("if-match").map(S3Api::quoted);
        Result result =
                objects.delete(key, now -> ifMatch.isEmpty() || ifMatch.get().equals(now.tag()));
        boolean refused = !result.applied() && result.now() != null;
        return refused ? error(conditionNotMet()) : CloudReply.of(204);
    }

    private CloudReply list(Map<String, String> parameters) {
        String from = parameters.getOrDefault("continuation-token", "");
        List<String> found = objects.names(parameters.getOrDefault("prefix", ""), from, pageSize + 1);
        boolean more = found.size() > pageSize;
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult>");
        xml.append("<Name>")
                .append(bucket)
                .append("</Name><IsTruncated>")
                .append(more)
                .append("</IsTruncated>");
        found.stream().limit(pageSize).forEach(key -> xml.append("<Contents><Key>")
                .append(escaped(key))
                .append("</Key></Contents>"));
        if (more) {
            xml.append("<NextContinuationToken>").append(found.get(pageSize)).append("</NextContinuationToken>");
        }
        return CloudReply.of(200)
                .with("Content-Type", "application/xml")
                .with(xml.append("</ListBucketResult>").toString());
    }

    private CloudReply notAllowed() {
        return error(new CloudError(405, "MethodNotAllowed", "The specified method is not allowed."));
    }

    @Override
    public CloudReply error(CloudError error) {
        return CloudReply.of(error.status())
                .with("Content-Type", "application/xml")
                .with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + error.code() + "</Code><Message>"
                        + escaped(error.message()) + "</Message></Error>");
    }

    @Override
    public CloudError contended() {
        return new CloudError(409, "ConditionalRequestConflict", "A conflicting operation is under way.");
    }

    @Override
    public CloudError conditionNotMet() {
        return new CloudError(
                412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
    }

    @Override
    public CloudError throttled() {
        return new CloudError(503, "SlowDown", "Please reduce your request rate.");
    }

    @Override
    public CloudError broken() {
        return new CloudError(500, "InternalError", "We encountered an internal error. Please try again.");
    }

    /** S3 takes a tag with or without its quotes. */
    private static String quoted(String tag) {
        return tag.startsWith("\"") ? tag : "\"" + tag + "\"";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
