package dev.baton.testkit.cloud;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** OCI's request signatures, version 1 (RSA-SHA256); see "Request Signatures" in its documentation. */
final class OciSignatureCheck implements SignatureCheck {

    private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final Duration MAX_SKEW = Duration.ofMinutes(5);
    private static final List<String> ALWAYS_SIGNED = List.of("(request-target)", "host");
    private static final List<String> SIGNED_WITH_BODY = List.of("content-length", "content-type", "x-content-sha256");

    private final Map<String, PublicKey> keys;
    private final Clock clock;

    OciSignatureCheck(Map<String, PublicKey> keys, Clock clock) {
        this.keys = Map.copyOf(keys);
        this.clock = clock;
    }

    @Override
    public Optional<CloudError> refuse(CloudRequest request) {
        return isSigned(request)
                ? Optional.empty()
                : Optional.of(new CloudError(
                        401,
                        "NotAuthenticated",
                        "The required information to complete authentication was not provided or was incorrect."));
    }

    private boolean isSigned(CloudRequest request) {
        String authorization = request.header("authorization").orElse("");
        SortedMap<String, String> parameters = new TreeMap<>();
        Matcher matcher = PARAMETER.matcher(authorization);
        while (matcher.find()) {
            parameters.put(matcher.group(1), matcher.group(2));
        }
        PublicKey key = keys.get(parameters.getOrDefault("keyId", ""));
        List<String> signed = Arrays.asList(
                parameters.getOrDefault("headers", "").toLowerCase(Locale.ROOT).split(" "));
        return authorization.startsWith("Signature ")
                && parameters.getOrDefault("version", "").equals("1")
                && parameters.getOrDefault("algorithm", "").equals("rsa-sha256")
                && key != null
                && signed.containsAll(ALWAYS_SIGNED)
                && signed.contains(date(request))
                && isInTime(request)
                && isBodySigned(request, signed)
                && verifies(key, toSign(request, signed), parameters.getOrDefault("signature", ""));
    }

    /** Where the date stands: browsers may not set "date", so some SDKs sign another header. */
    private static String date(CloudRequest request) {
        return request.header("x-date").isPresent() ? "x-date" : "date";
    }

    private boolean isInTime(CloudRequest request) {
        try {
            Instant sent = DateTimeFormatter.RFC_1123_DATE_TIME.parse(
                    request.header(date(request)).orElse(""), Instant::from);
            return Duration.between(sent, clock.instant()).abs().compareTo(MAX_SKEW) <= 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** A body is signed, but not that of a PUT of an object or of a POST of messages: the SDKs leave those out. */
    private static boolean isBodySigned(CloudRequest request, List<String> signed) {
        boolean isObject = request.method().equals("PUT") && request.rawPath().startsWith("/n/");
        boolean isMessages =
                request.method().equals("POST") && request.rawPath().endsWith("/messages");
        if (isObject || isMessages || !Set.of("POST", "PUT").contains(request.method())) {
            return true;
        }
        return signed.containsAll(SIGNED_WITH_BODY)
                && request.header("x-content-sha256").orElse("").equals(sha256(request.body()));
    }

    private static String toSign(CloudRequest request, List<String> signed) {
        String query = request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery();
        return signed.stream()
                .map(name -> name
                        + ": "
                        + (name.equals("(request-target)")
                                ? request.method().toLowerCase(Locale.ROOT) + " " + request.rawPath() + query
                                : request.header(name).orElse("")))
                .collect(Collectors.joining("\n"));
    }

    private static boolean verifies(PublicKey key, String signed, String signature) {
        try {
            Signature check = Signature.getInstance("SHA256withRSA");
            check.initVerify(key);
            check.update(signed.getBytes(StandardCharsets.UTF_8));
            return check.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
