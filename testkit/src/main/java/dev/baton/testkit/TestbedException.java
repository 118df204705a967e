package dev.baton.testkit;

import org.jspecify.annotations.Nullable;

/**
 * The testbed could not do what it was asked: a process did not start or stop, a wait passed its deadline.
 *
 * <p>The message says what happened, to which part, and ends with the evidence (usually the tail of a log). It is never
 * thrown for a fault of the system under test.
 */
public final class TestbedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TestbedException(String message) {
        this(message, null);
    }

    public TestbedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
