package dev.baton.core;

/** Checks for what can only be a programmer's error; they stay on in production. */
public final class Invariants {

    private Invariants() {}

    /** Throws {@link IllegalStateException} with {@code message} unless {@code holds}. */
    public static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalStateException("Invariant broken: " + message);
        }
    }
}
