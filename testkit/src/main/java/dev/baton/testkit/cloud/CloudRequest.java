package dev.baton.testkit.cloud;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A request as it was sent; path and query are not decoded, for they are what was signed. Immutable. */
final class CloudRequest {

    private final String method;
    private final String rawPath;
    private final String rawQuery;
    private final SortedMap<String, String> headers;
    private final byte[] body;

    CloudRequest(String method, String rawPath, String rawQuery, SortedMap<String, String> headers, byte[] body) {
        this.method = method;
        this.rawPath = rawPath;
        this.rawQuery = rawQuery;
        this.headers = headers;
        this.body = body;
    }

    /** Reads all of it, but no more than {@code mostBytes} of its body. */
    static CloudRequest of(HttpExchange exchange, int mostBytes) throws IOException {
        SortedMap<String, String> headers = new TreeMap<>();
        for (Map.Entry<String, List<String>> header :
                exchange.getRequestHeaders().entrySet()) {
            headers.put(header.getKey().toLowerCase(Locale.ROOT), String.join(",", header.getValue()));
        }
        String query = exchange.getRequestURI().getRawQuery();
        return new CloudRequest(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                query == null ? "" : query,
                headers,
                exchange.getRequestBody().readNBytes(mostBytes));
    }

    String method() {
        return method;
    }

    String rawPath() {
        return rawPath;
    }

    String rawQuery() {
        return rawQuery;
    }

    byte[] body() {
        return body.clone();
    }

    int length() {
        return body.length;
    }

    /** The header, by its name in small letters. */
    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The query's parameters, decoded. */
    SortedMap<String, String> parameters() {
        SortedMap<String, String> parameters = new TreeMap<>();
        Arrays.stream(rawQuery.split("&")).filter(text -> !text.isEmpty()).forEach(text -> {
            int at = text.indexOf('=');
            parameters.put(
                    decoded(at < 0 ? text : text.substring(0, at)), at < 0 ? "" : decoded(text.substring(at + 1)));
        });
        return parameters;
    }

    /** The rest of the path after {@code start}, decoded once; empty if it begins otherwise. */
    Optional<String> pathAfter(String start) {
        return rawPath.startsWith(start)
                ? Optional.of(decoded(rawPath.substring(start.length()).replace("+", "%2B")))
                : Optional.empty();
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
