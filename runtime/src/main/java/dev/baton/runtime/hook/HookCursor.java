package dev.baton.runtime.hook;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a hook has come: the history is its queue, and this is the place in it. Immutable.
 *
 * @param version of the token, up to which everything is done, given up, or of no concern
 * @param attempt that is under way, or after which the next is waited for; null if there is none
 * @param results the last ones, oldest first
 */
public record HookCursor(long version, @Nullable Attempt attempt, List<Result> results) {

    /** How many results are kept. */
    public static final int MAX_RESULTS = 10;

    /**
     * An attempt to run the hook, written before it begins.
     *
     * @param version that it is run for
     * @param number from 1
     * @param by the agent
     * @param process a random name of the agent's process
     */
    public record Attempt(long version, int number, String by, String process) {}

    /**
     * What became of a hook for one version.
     *
     * @param version that it was run for
     * @param done false if it was given up
     * @param attempts how many it took
     * @param by the agent
     * @param at when it ended: an instant of the agent's clock, as text
     * @param millis that the last attempt took
     * @param detail of the last attempt, for people; no secret
     */
    public record Result(long version, boolean done, int attempts, String by, String at, long millis, String detail) {}

    public HookCursor {
        results = List.copyOf(results);
    }

    /** A hook that begins after this version. */
    static HookCursor at(long version) {
        return new HookCursor(version, null, List.of());
    }

    HookCursor trying(Attempt next) {
        return new HookCursor(version, next, results);
    }

    HookCursor passed(long upTo) {
        return new HookCursor(upTo, null, results);
    }

    HookCursor with(Result result) {
        List<Result> next = new ArrayList<>(results);
        next.add(result);
        return new HookCursor(
                result.version(), null, next.subList(Math.max(0, next.size() - MAX_RESULTS), next.size()));
    }
}
