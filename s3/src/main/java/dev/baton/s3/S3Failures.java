package dev.baton.s3;

import dev.baton.runtime.bucket.BucketException;
import dev.baton.runtime.bucket.BucketException.Kind;
import dev.baton.runtime.config.StoreConfig;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What the failures of the SDK say for certain, and what to do about them. Stateless. */
final class S3Failures {

    private static final int PRECONDITION_FAILED = 412;

    private S3Failures() {}

    /** {@code sent} tells whether the request may have left this process. */
    static BucketException of(SdkException e, boolean sent, StoreConfig.S3 config) {
        if (e instanceof S3Exception answer && answer.awsErrorDetails() != null) {
            return answered(answer, answer.awsErrorDetails(), config);
        }
        if (!sent) {
            return new BucketException(
                    Kind.NOTHING_CHANGED,
                    "no request could be made: " + e.getMessage(),
                    "check the credentials (the AWS SDK's default chain: environment, ~/.aws, the machine's role), and"
                            + " 's3' under 'token'",
                    e);
        }
        if (causes(e).anyMatch(S3Failures::isNotConnected)) {
            return new BucketException(
                    Kind.NOTHING_CHANGED,
                    "it cannot be reached: " + e.getMessage(),
                    "check the network, and 'endpoint' and 'region' under 's3'",
                    e);
        }
        return new BucketException(Kind.IN_DOUBT, String.valueOf(e.getMessage()), e);
    }

    private static BucketException answered(S3Exception e, AwsErrorDetails details, StoreConfig.S3 config) {
        String code = details.errorCode() == null ? "" : details.errorCode();
        String said = "it answered " + e.statusCode() + " " + code + " (" + details.errorMessage() + ")";
        return new BucketException(kind(e.statusCode(), code), said, advice(e.statusCode(), code, config), e);
    }

    private static Kind kind(int status, String code) {
        return switch (code) {
            case "PreconditionFailed" -> Kind.CONDITION_NOT_MET;
            case "NoSuchKey" -> Kind.ABSENT;
            case "ConditionalRequestConflict", "OperationAborted", "SlowDown" -> Kind.IN_DOUBT;
            default -> status == PRECONDITION_FAILED ? Kind.CONDITION_NOT_MET : BucketException.kindOf(status);
        };
    }

    private static String advice(int status, String code, StoreConfig.S3 config) {
        return switch (code) {
            case "NoSuchBucket" -> "create the bucket, or correct 'bucket', 'region' or 'endpoint' under 's3'";
            case "PermanentRedirect",
                    "AuthorizationHeaderMalformed",
                    "IllegalLocationConstraintException" -> "the bucket is in another region: correct 'region' under 's3'";
            case "InvalidAccessKeyId",
                    "SignatureDoesNotMatch",
                    "ExpiredToken",
                    "InvalidToken" -> "check the credentials that the AWS SDK's default chain finds";
            case "RequestTimeTooSkewed" -> "set the clock of this machine";
            case "InternalError", "SlowDown", "ServiceUnavailable" -> "";
            default -> status == 401 || status == 403
                    ? "allow s3:GetObject, s3:PutObject and s3:DeleteObject on " + config.bucket()
                            + "/*, and s3:ListBucket on " + config.bucket()
                            + ", without which a missing object is answered with 403 too"
                    : "";
        };
    }

    private static boolean isNotConnected(Throwable cause) {
        return cause instanceof ConnectException
                || cause instanceof ConnectTimeoutException
                || cause instanceof ConnectionRequestTimeoutException
                || cause instanceof NoRouteToHostException
                || cause instanceof UnknownHostException;
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.<Throwable>iterate(e, cause -> cause != null, Throwable::getCause);
    }
}
