package dev.baton.testkit.cloud;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signature version 4 of AWS, in the header {@code Authorization}; see "Signing AWS API requests" in its manual. */
final class AwsSignatureCheck implements SignatureCheck {

    private static final Pattern AUTHORIZATION = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=([^/,]+)/(\\d{8})/([^/,]+)/s3/aws4_request, ?SignedHeaders=([^,]+), ?"
                    + "Signature=([0-9a-f]{64})");
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Duration MAX_SKEW = Duration.ofMinutes(15);
    private static final List<String> ALWAYS_SIGNED = List.of("host", "x-amz-content-sha256", "x-amz-date");

    private final Map<String, String> secrets;
    private final Clock clock;

    AwsSignatureCheck(Map<String, String> secrets, Clock clock) {
        this.secrets = Map.copyOf(secrets);
        this.clock = clock;
    }

    @Override
    public Optional<CloudError> refuse(CloudRequest request) {
        Matcher parts = AUTHORIZATION.matcher(request.header("authorization").orElse(""));
        if (!parts.matches()) {
            return denied("AccessDenied", "Requests must be signed with AWS4-HMAC-SHA256.");
        }
        String secret = secrets.get(parts.group(1));
        if (secret == null) {
            return denied("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.");
        }
        String date = request.header("x-amz-date").orElse("");
        if (isSkewed(date) || !date.startsWith(parts.group(2))) {
            return denied("RequestTimeTooSkewed", "The difference between the request time and ours is too large.");
        }
        List<String> signed = Arrays.asList(parts.group(4).split(";"));
        if (!signed.containsAll(ALWAYS_SIGNED) || !isBodyOfHash(request)) {
            return denied("SignatureDoesNotMatch", "Host, date or content are not what was signed.");
        }
        String scope = parts.group(2) + "/" + parts.group(3) + "/s3/aws4_request";
        String toSign = "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n" + sha256(canonical(request, signed));
        byte[] key = mac(
                mac(mac(mac(("AWS4" + secret).getBytes(StandardCharsets.UTF_8), parts.group(2)), parts.group(3)), "s3"),
                "aws4_request");
        return HexFormat.of().formatHex(mac(key, toSign)).equals(parts.group(5))
                ? Optional.empty()
                : denied("SignatureDoesNotMatch", "The request signature we calculated does not match.");
    }

    private static Optional<CloudError> denied(String code, String message) {
        return Optional.of(new CloudError(403, code, message));
    }

    private boolean isSkewed(String date) {
        try {
            Instant sent = DATE.parse(date, Instant::from);
            return Duration.between(sent, clock.instant()).abs().compareTo(MAX_SKEW) > 0;
        } catch (DateTimeException e) {
            return true;
        }
    }

    private static boolean isBodyOfHash(CloudRequest request) {
        String hash = request.header("x-amz-content-sha256").orElse("");
        return hash.equals("UNSIGNED-PAYLOAD") || hash.equals(sha256(request.body()));
    }

    private static byte[] canonical(CloudRequest request, List<String> signed) {
        String query = Arrays.stream(request.rawQuery().split("&"))
                .filter(text -> !text.isEmpty())
                .map(text -> text.contains("=") ? text : text + "=")
                .sorted()
                .collect(Collectors.joining("&"));
        String headers = signed.stream()
                .map(name ->
                        name + ":" + request.header(name).orElse("").strip().replaceAll(" +", " ") + "\n")
                .collect(Collectors.joining());
        return String.join(
                        "\n",
                        request.method(),
                        request.rawPath(),
                        query,
                        headers,
                        String.join(";", signed),
                        request.header("x-amz-content-sha256").orElse(""))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
