package dev.baton.runtime.config;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the token is kept, in exactly one store, and how often it is read. Immutable.
 *
 * @param stores the store
 * @param ttl how long a view may be relied on (rule V); default 1500 ms, at least three times {@code poll}
 * @param poll how often each process reads the token; default 250 ms
 */
public record TokenConfig(List<StoreConfig> stores, Duration ttl, Duration poll) {

    /** {@link #ttl()} where the file says nothing. */
    public static final Duration DEFAULT_TTL = Duration.ofMillis(1500);

    /** {@link #poll()} where the file says nothing. */
    public static final Duration DEFAULT_POLL = Duration.ofMillis(250);

    private static final Duration MIN_TTL = Duration.ofMillis(100);
    private static final Duration MAX_TTL = Duration.ofMinutes(1);
    private static final Duration MIN_POLL = Duration.ofMillis(10);

    /** A view must outlive this many polls, so that it survives two that are missed. */
    private static final int POLLS_PER_TTL = 3;

    public TokenConfig {
        stores = List.copyOf(stores);
        List<String> kinds = stores.stream().map(StoreConfig::kind).toList();
        new Faults()
                .require(
                        !stores.isEmpty(),
                        "needs a store: give 'directory', 'http', 's3' or 'oci'",
                        Stream.concat(Stream.of(""), StoreConfig.KINDS.stream()).toArray(String[]::new))
                .require(
                        stores.size() <= 1,
                        "cannot be given together with '" + first(kinds) + "'; the token has one store, so keep one",
                        Stream.concat(kinds.stream().skip(1), kinds.stream()).toArray(String[]::new))
                .require(ttl.compareTo(MIN_TTL) >= 0 && ttl.compareTo(MAX_TTL) <= 0, "must be from 100ms to 1m", "ttl")
                .require(poll.compareTo(MIN_POLL) >= 0, "must be at least 10ms", "poll")
                .require(
                        ttl.dividedBy(POLLS_PER_TTL).compareTo(poll) >= 0,
                        "must be at most a third of ttl, so that a view survives two missed polls"
                                + " (defaults: poll 250ms, ttl 1500ms)",
                        "poll",
                        "ttl")
                .throwIfAny();
    }

    /** A token in {@code store}, with the defaults. */
    public static TokenConfig in(StoreConfig store) {
        return new TokenConfig(List.of(store), DEFAULT_TTL, DEFAULT_POLL);
    }

    private static String first(List<String> kinds) {
        return kinds.isEmpty() ? "" : kinds.get(0);
    }
}
