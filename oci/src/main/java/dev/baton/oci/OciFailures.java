package dev.baton.oci;

import com.oracle.bmc.model.BmcException;
import dev.baton.runtime.bucket.BucketException;
import dev.baton.runtime.bucket.BucketException.Kind;
import dev.baton.runtime.config.StoreConfig;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.http.conn.ConnectTimeoutException;

/** What the failures of the SDK say for certain, and what to do about them. Stateless. */
final class OciFailures {

    private static final int PRECONDITION_FAILED = 412;

    private OciFailures() {}

    /** Nobody could be found who signs. */
    static BucketException notSent(Exception e) {
        return new BucketException(
                Kind.NOTHING_CHANGED,
                "no request could be made: " + e.getMessage(),
                "check 'auth' and 'region' under 'oci', and that this machine is what they say",
                e);
    }

    /**
     * The SDK gives a refused connection, a dropped one and a timeout the same status, -1; only the cause tells them
     * apart.
     */
    static BucketException of(BmcException e, StoreConfig.Oci config) {
        String message = String.valueOf(e.getUnmodifiedMessage());
        if (e.getStatusCode() <= 0) {
            return isNotConnected(e)
                    ? new BucketException(
                            Kind.NOTHING_CHANGED,
                            "it cannot be reached: " + rootMessage(e),
                            "check the network, and 'endpoint' and 'region' under 'oci'",
                            e)
                    : new BucketException(Kind.IN_DOUBT, message + ": " + rootMessage(e), e);
        }
        String code = Objects.requireNonNullElse(e.getServiceCode(), "");
        String said = "it answered " + e.getStatusCode() + " " + code + " (" + message + ")";
        return new BucketException(kind(e.getStatusCode(), code), said, advice(code, config), e);
    }

    private static Kind kind(int status, String code) {
        return switch (code) {
            case "IfNoneMatchFailed", "IfMatchFailed", "NoEtagMatch" -> Kind.CONDITION_NOT_MET;
            case "ObjectNotFound" -> Kind.ABSENT;
            case "ConcurrentObjectUpdate" -> Kind.IN_DOUBT;
            default -> status == PRECONDITION_FAILED ? Kind.CONDITION_NOT_MET : BucketException.kindOf(status);
        };
    }

    private static String advice(String code, StoreConfig.Oci config) {
        return switch (code) {
            case "BucketNotFound",
                    "NamespaceNotFound",
                    "NotAuthorizedOrNotFound",
                    "NotAuthorized" -> "there is no such bucket, or its policy does not let this identity manage objects in "
                    + config.bucket()
                    + ": create it, correct 'namespace', 'bucket' or 'region' under 'oci', or allow it";
            case "NotAuthenticated" -> "check the key or token that 'auth' under 'oci' names, and the clock of this machine: five minutes off is"
                    + " refused too";
            default -> "";
        };
    }

    /** True if the request was surely not sent. */
    static boolean isNotConnected(BmcException e) {
        return causes(e).anyMatch(OciFailures::isNotConnected);
    }

    private static boolean isNotConnected(Throwable cause) {
        return cause instanceof ConnectException
                || cause instanceof ConnectTimeoutException
                || cause instanceof NoRouteToHostException
                || cause instanceof UnknownHostException;
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.<Throwable>iterate(e, cause -> cause != null, Throwable::getCause);
    }

    static String rootMessage(Throwable e) {
        Throwable root = causes(e).reduce(e, (outer, inner) -> inner);
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
