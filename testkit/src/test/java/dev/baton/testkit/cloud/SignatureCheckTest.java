package dev.baton.testkit.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignatureCheckTest {

    private static final Instant NOW = Instant.parse("2013-05-24T00:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    /** The first example of "Authenticating Requests (AWS Signature Version 4)" in the manual of S3. */
    private static final Map<String, String> AWS_EXAMPLE = Map.of(
            "host", "examplebucket.s3.amazonaws.com",
            "range", "bytes=0-9",
            "x-amz-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "x-amz-date", "20130524T000000Z",
            "authorization",
                    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                            + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                            + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");

    private static final String OCI_DATE = "Fri, 24 May 2013 00:00:00 GMT";

    @Test
    void shouldAcceptTheExampleOfAws() {
        assertThat(aws(CLOCK).refuse(request("/test.txt", AWS_EXAMPLE, ""))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "range, bytes=0-8, SignatureDoesNotMatch",
        "host, other, SignatureDoesNotMatch",
        "x-amz-date, 20130524T000001Z, SignatureDoesNotMatch",
        "x-amz-date, 20130525T000000Z, RequestTimeTooSkewed",
        "authorization, none, AccessDenied"
    })
    void shouldRefuseWhatIsNotAsItWasSigned(String header, String value, String code) {
        // Given
        Map<String, String> headers = new TreeMap<>(AWS_EXAMPLE);
        headers.put(header, value);

        // Then
        assertThat(aws(CLOCK).refuse(request("/test.txt", headers, "")).map(CloudError::code))
                .contains(code);
    }

    @Test
    void shouldRefuseAnotherPathBodyOrTimeThanWasSigned() {
        assertThat(aws(CLOCK).refuse(request("/other.txt", AWS_EXAMPLE, ""))).isPresent();
        assertThat(aws(CLOCK).refuse(request("/test.txt", AWS_EXAMPLE, "x"))).isPresent();
        assertThat(aws(Clock.offset(CLOCK, Duration.ofMinutes(16))).refuse(request("/test.txt", AWS_EXAMPLE, "")))
                .isPresent();
        assertThat(new AwsSignatureCheck(Map.of(), CLOCK).refuse(request("/test.txt", AWS_EXAMPLE, "")))
                .map(CloudError::code)
                .contains("InvalidAccessKeyId");
    }

    @Test
    void shouldAcceptWhatIsSignedForOciAndNothingElse() throws GeneralSecurityException {
        // Given
        KeyPair keys = keys();
        OciSignatureCheck check = new OciSignatureCheck(Map.of("me", keys.getPublic()), CLOCK);
        Map<String, String> signed = oci(keys, "date (request-target) host", OCI_DATE);

        // Then
        assertThat(check.refuse(request("/n/a%2Fb", signed, "x"))).isEmpty();
        assertThat(check.refuse(request("/n/a/b", signed, "x")).map(CloudError::status))
                .contains(401);
        assertThat(new OciSignatureCheck(Map.of("me", keys().getPublic()), CLOCK)
                        .refuse(request("/n/a%2Fb", signed, "")))
                .isPresent();
        assertThat(new OciSignatureCheck(Map.of(), CLOCK).refuse(request("/n/a%2Fb", signed, "")))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({"date (request-target) host,6", "date (request-target) host,-6", "date (request-target),0", "host,0"})
    void shouldRefuseOldDatesAndWhatIsNotSignedAsAWhole(String headers, int minutes) throws GeneralSecurityException {
        // Given
        KeyPair keys = keys();
        OciSignatureCheck check =
                new OciSignatureCheck(Map.of("me", keys.getPublic()), Clock.offset(CLOCK, Duration.ofMinutes(minutes)));

        // Then
        assertThat(check.refuse(request("/n/a%2Fb", oci(keys, headers, OCI_DATE), "")))
                .isPresent();
    }

    private static AwsSignatureCheck aws(Clock clock) {
        return new AwsSignatureCheck(Map.of("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), clock);
    }

    private static Map<String, String> oci(KeyPair keys, String headers, String date) throws GeneralSecurityException {
        Map<String, String> lines = Map.of("date", date, "(request-target)", "get /n/a%2Fb", "host", "objects:80");
        StringBuilder text = new StringBuilder();
        for (String header : headers.split(" ", -1)) {
            text.append(text.isEmpty() ? "" : "\n").append(header).append(": ").append(lines.get(header));
        }
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(text.toString().getBytes(StandardCharsets.UTF_8));
        return Map.of(
                "date",
                date,
                "host",
                "objects:80",
                "authorization",
                "Signature headers=\"" + headers + "\",keyId=\"me\",algorithm=\"rsa-sha256\",version=\"1\",signature=\""
                        + Base64.getEncoder().encodeToString(signature.sign()) + "\"");
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        return generator.generateKeyPair();
    }

    private static CloudRequest request(String path, Map<String, String> headers, String body) {
        return new CloudRequest("GET", path, "", new TreeMap<>(headers), body.getBytes(StandardCharsets.UTF_8));
    }
}
