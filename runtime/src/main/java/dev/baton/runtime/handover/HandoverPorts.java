package dev.baton.runtime.handover;

import dev.baton.core.token.Audit;
import dev.baton.core.token.TokenStore;
import dev.baton.runtime.gate.Registrations;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What a {@link Handover} needs from outside.
 *
 * @param tokens where the token is read and written; stays the caller's
 * @param registrations of the consumers, in the same store; stay the caller's
 * @param audits makes the audit of a change for this reason, with a fresh write id at each call
 * @param nanoTime a monotonic clock, in nanoseconds
 * @param pause waits for about as long as it is told
 */
public record HandoverPorts(
        TokenStore tokens,
        Registrations registrations,
        Function<String, Audit> audits,
        LongSupplier nanoTime,
        Consumer<Duration> pause) {}
