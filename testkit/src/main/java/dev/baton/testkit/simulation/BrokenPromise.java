package dev.baton.testkit.simulation;

import java.util.List;

/** A history in which the protocol does not keep what it promises. */
final class BrokenPromise extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String promise;
    private final int step;
    private final transient List<String> history;

    /** {@code promise} is the name of the invariant, or the letter of the rule. */
    BrokenPromise(String promise, String what, int step, List<String> history) {
        super(promise + ": " + what, null, false, false);
        this.promise = promise;
        this.step = step;
        this.history = List.copyOf(history);
    }

    String promise() {
        return promise;
    }

    int step() {
        return step;
    }

    /** The last of what happened, a line each. */
    List<String> history() {
        return history;
    }
}
