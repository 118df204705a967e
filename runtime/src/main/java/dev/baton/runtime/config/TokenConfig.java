package dev.baton.runtime.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the token is kept, in exactly one store, and how often it is read. Immutable.
 *
 * @param directory a directory object store, null if another kind is used
 * @param http the address of an object store that speaks HTTP, null if another kind is used
 * @param ttl how long a view may be relied on (rule V); default 1500 ms, at least three times {@code poll}
 * @param poll how often each process reads the token; default 250 ms
 */
public record TokenConfig(@Nullable Path directory, @Nullable URI http, Duration ttl, Duration poll) {

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
        new Faults()
                .require(
                        directory != null || http != null,
                        "needs a store: give 'directory', or 'http'",
                        "",
                        "directory",
                        "http")
                .require(
                        directory == null || http == null,
                        "cannot be given together with 'directory'; the token has one store, so keep one of the two",
                        "http",
                        "directory")
                .require(
                        isHttp(http),
                        "must be an address such as http://127.0.0.1:8700, with http or https and a host",
                        "http")
                .require(isBare(http), "must not hold a user, a query or a fragment", "http")
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

    /** A token in {@code directory}, with the defaults. */
    public static TokenConfig inDirectory(Path directory) {
        return new TokenConfig(directory, null, DEFAULT_TTL, DEFAULT_POLL);
    }

    /** A token behind {@code http}, with the defaults. */
    public static TokenConfig overHttp(URI http) {
        return new TokenConfig(null, http, DEFAULT_TTL, DEFAULT_POLL);
    }

    private static boolean isHttp(@Nullable URI http) {
        return http == null
                || (http.getHost() != null
                        && ("http".equalsIgnoreCase(http.getScheme()) || "https".equalsIgnoreCase(http.getScheme())));
    }

    private static boolean isBare(@Nullable URI http) {
        return http == null
                || (http.getRawUserInfo() == null && http.getRawQuery() == null && http.getRawFragment() == null);
    }

    /** Leaves out the path of an address: where an address is pre-authenticated, its path is the secret. */
    @Override
    public String toString() {
        String store =
                http == null ? "directory=" + directory : "http=" + http.getScheme() + "://" + http.getAuthority();
        return "TokenConfig[" + store + ", ttl=" + ttl + ", poll=" + poll + "]";
    }
}
