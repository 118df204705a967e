package dev.baton.core.protocol;

/** A history in which the protocol does not keep what it promises: the message says which, and how to see it again. */
final class BrokenPromise extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokenPromise(String message) {
        super(message);
    }
}
