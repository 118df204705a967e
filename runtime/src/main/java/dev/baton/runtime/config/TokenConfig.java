package dev.baton.runtime.config;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the token is kept, and how often it is read. Immutable.
 *
 * @param stores one store, or three in three failure domains of which any one may be lost (rule Q), by name; the names
 *     are for people, and for {@code baton token repair}
 * @param ttl how long a view may be relied on (rule V); default 1500 ms, at least three times {@code poll}
 * @param poll how often each process reads the token; default 250 ms
 */
public record TokenConfig(SortedMap<String, StoreConfig> stores, Duration ttl, Duration poll) {

    /** The name of a store that was given none because it is the only one. */
    public static final String ONLY = "store";

    /** {@link #ttl()} where the file says nothing. */
    public static final Duration DEFAULT_TTL = Duration.ofMillis(1500);

    /** {@link #poll()} where the file says nothing. */
    public static final Duration DEFAULT_POLL = Duration.ofMillis(250);

    private static final Duration MIN_TTL = Duration.ofMillis(100);
    private static final Duration MAX_TTL = Duration.ofMinutes(1);
    private static final Duration MIN_POLL = Duration.ofMillis(10);

    /** A view must outlive this many polls, so that it survives two that are missed. */
    private static final int POLLS_PER_TTL = 3;

    /** As many as {@code 2F + 1} for one failure. */
    private static final int QUORUM = 3;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    public TokenConfig {
        stores = Collections.unmodifiableSortedMap(new TreeMap<>(stores));
        Faults faults = new Faults();
        faults.require(
                !stores.isEmpty(),
                "needs a store: give one of " + Words.list(StoreConfig.KINDS) + ", or three of them below 'stores'",
                Stream.of(List.of(""), StoreConfig.KINDS, List.of("stores"))
                        .flatMap(List::stream)
                        .toArray(String[]::new));
        faults.require(
                stores.size() != 2,
                "holds two stores, which is worse than one: losing either would stop every change of the token;"
                        + " give one, or three in three failure domains",
                "stores");
        faults.require(
                stores.size() <= QUORUM,
                "holds " + stores.size() + " stores; give three in three failure domains, of which any one may be lost:"
                        + " more would cost more with every request",
                "stores");
        faults.require(
                stores.values().stream().map(StoreConfig::place).distinct().count() == stores.size(),
                "names one store or bucket twice, so that losing it would be losing two; give three that fail independently",
                "stores");
        stores.keySet()
                .forEach(name -> faults.require(
                        NAME.matcher(name).matches(),
                        "is not a name for a store; use 1 to 63 letters, digits, dots, dashes or underscores, starting"
                                + " with a letter or digit",
                        "stores." + name));
        faults.require(ttl.compareTo(MIN_TTL) >= 0 && ttl.compareTo(MAX_TTL) <= 0, "must be from 100ms to 1m", "ttl")
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
        return new TokenConfig(new TreeMap<>(Map.of(ONLY, store)), DEFAULT_TTL, DEFAULT_POLL);
    }
}
