package dev.baton.oci;

import com.oracle.bmc.model.BmcException;
import java.util.Objects;

/** What failures of OCI Streaming mean, in words that an operator can act on. Stateless. */
final class StreamingFailures {

    static final int TOO_MANY_REQUESTS = 429;
    static final int BAD_REQUEST = 400;
    static final int NOT_FOUND = 404;
    private static final int NOT_AUTHENTICATED = 401;
    private static final int SERVER_ERROR = 500;

    private StreamingFailures() {}

    /** Completes a sentence such as "r1 is down (write: …)". */
    static String why(RuntimeException e) {
        if (!(e instanceof BmcException failure)) {
            return String.valueOf(e.getMessage());
        }
        int status = failure.getStatusCode();
        if (status <= 0) {
            return OciFailures.isNotConnected(failure)
                    ? "it cannot be reached (" + OciFailures.rootMessage(failure)
                            + "); check the network and the endpoint"
                    : "it did not answer in time or cut the connection (" + OciFailures.rootMessage(failure) + ")";
        }
        String said = status + " " + Objects.requireNonNullElse(failure.getServiceCode(), "");
        return switch (status) {
            case NOT_AUTHENTICATED -> said
                    + ": the signature is refused; check the key or token that 'auth' names, and the clock of this machine:"
                    + " five minutes off is refused too";
            case NOT_FOUND -> said + ": there is no such stream, it is deleted, or no policy lets this identity use it";
            case TOO_MANY_REQUESTS -> said + ": throttled; the stream needs more partitions, or fewer clients";
            default -> said
                    + (status >= SERVER_ERROR ? ": an error of the service" : ": " + failure.getUnmodifiedMessage());
        };
    }

    static boolean isStatus(RuntimeException e, int status) {
        return e instanceof BmcException failure && failure.getStatusCode() == status;
    }
}
