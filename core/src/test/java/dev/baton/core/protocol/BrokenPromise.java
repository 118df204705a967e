package dev.baton.core.protocol;

/** A history in which the protocol does not keep what it promises. */
final class BrokenPromise extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String promise;

    BrokenPromise(String promise, String message) {
        super(message);
        this.promise = promise;
    }

    /** Such as {@code I1}. */
    String promise() {
        return promise;
    }
}
