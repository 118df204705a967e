package dev.baton.runtime.hook;

import dev.baton.runtime.token.TokenHistory;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What hooks need from outside.
 *
 * @param history which is their queue
 * @param cursors how far each has come
 * @param by the agent, for people
 * @param process a random name of this process
 * @param nanoTime a monotonic clock, in nanoseconds
 * @param clock for people
 * @param say tells people one line
 */
public record HookPorts(
        TokenHistory history,
        HookCursors cursors,
        String by,
        String process,
        LongSupplier nanoTime,
        Supplier<Instant> clock,
        Consumer<String> say) {}
