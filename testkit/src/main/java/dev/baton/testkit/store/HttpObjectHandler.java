package dev.baton.testkit.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.store.StoredObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One object store as HTTP: keys are paths, versions are entity tags, conditions are required. Stateless but for the
 * store.
 */
final class HttpObjectHandler implements HttpHandler {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PREFIX = "prefix=";

    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int PRECONDITION_FAILED = 412;
    private static final int NOT_MODIFIED = 304;
    private static final int CONTENT_TOO_LARGE = 413;
    private static final int PRECONDITION_REQUIRED = 428;
    private static final int INTERNAL_SERVER_ERROR = 500;
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final int INSUFFICIENT_STORAGE = 507;

    private static final String IF_NONE_MATCH = "If-None-Match";

    private final ObjectStore store;

    HttpObjectHandler(ObjectStore store) {
        this.store = store;
    }

    /** What to send back; the version becomes the entity tag. */
    private static final class Reply {

        final int status;
        final byte[] body;
        final Optional<String> version;

        private Reply(int status, byte[] body, Optional<String> version) {
            this.status = status;
            this.body = body;
            this.version = version;
        }

        static Reply of(int status) {
            return new Reply(status, new byte[0], Optional.empty());
        }

        static Reply of(int status, @Nullable String text) {
            return new Reply(status, String.valueOf(text).getBytes(StandardCharsets.UTF_8), Optional.empty());
        }

        static Reply of(int status, byte[] body, String version) {
            return new Reply(status, body, Optional.of(version));
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, reply(exchange));
        }
    }

    private Reply reply(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(ObjectStore.MAX_BYTES + 1);
        if (body.length > ObjectStore.MAX_BYTES) {
            return Reply.of(CONTENT_TOO_LARGE, "an object has at most " + ObjectStore.MAX_BYTES + " bytes");
        }
        String key = exchange.getRequestURI().getPath().substring(1);
        try {
            return switch (exchange.getRequestMethod()) {
                case "GET" -> key.isEmpty() ? list(exchange.getRequestURI().getQuery()) : get(exchange, key);
                case "PUT" -> put(exchange, key, body);
                case "DELETE" -> delete(key);
                default -> Reply.of(METHOD_NOT_ALLOWED, "use GET, PUT or DELETE");
            };
        } catch (IllegalArgumentException e) {
            return Reply.of(BAD_REQUEST, e.getMessage());
        } catch (StoreUnavailableException e) {
            // From a put it means that nothing was changed, and the client must be able to tell.
            boolean put = "PUT".equals(exchange.getRequestMethod());
            return Reply.of(put ? INSUFFICIENT_STORAGE : SERVICE_UNAVAILABLE, e.getMessage());
        }
    }

    private Reply list(@Nullable String query) throws IOException {
        if (query == null || !query.startsWith(PREFIX)) {
            return Reply.of(BAD_REQUEST, "to list keys, use /?" + PREFIX);
        }
        return Reply.of(OK, JSON.writeValueAsString(store.list(query.substring(PREFIX.length()))));
    }

    private Reply get(HttpExchange exchange, String key) {
        Optional<StoredObject> object = store.get(key);
        if (object.isEmpty()) {
            return Reply.of(NOT_FOUND);
        }
        StoredObject found = object.get();
        String ifNoneMatch = exchange.getRequestHeaders().getFirst(IF_NONE_MATCH);
        return ifNoneMatch != null && unquoted(ifNoneMatch).equals(found.version())
                ? Reply.of(NOT_MODIFIED, new byte[0], found.version())
                : Reply.of(OK, found.bytes(), found.version());
    }

    private Reply delete(String key) {
        store.delete(key);
        return Reply.of(NO_CONTENT);
    }

    private Reply put(HttpExchange exchange, String key, byte[] body) {
        String ifMatch = exchange.getRequestHeaders().getFirst("If-Match");
        String ifNoneMatch = exchange.getRequestHeaders().getFirst(IF_NONE_MATCH);
        if ((ifMatch == null) == (ifNoneMatch == null) || (ifNoneMatch != null && !"*".equals(ifNoneMatch))) {
            return Reply.of(PRECONDITION_REQUIRED, "an object is put with If-Match, or with If-None-Match: *");
        }
        PutOutcome outcome =
                ifMatch == null ? store.putIfAbsent(key, body) : store.putIfVersion(key, body, unquoted(ifMatch));
        return outcome.fold(
                applied -> Reply.of(OK, new byte[0], applied.version()),
                conflict -> Reply.of(PRECONDITION_FAILED),
                unknown -> Reply.of(INTERNAL_SERVER_ERROR, unknown.why()));
    }

    /** What is no entity tag is no version of the store either, and conflicts there. */
    private static String unquoted(String tag) {
        boolean quoted = tag.length() > 2 && tag.startsWith("\"") && tag.endsWith("\"");
        return quoted ? tag.substring(1, tag.length() - 1) : "no version";
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        reply.version.ifPresent(version -> exchange.getResponseHeaders().set("ETag", "\"" + version + "\""));
        boolean empty = reply.body.length == 0;
        exchange.sendResponseHeaders(reply.status, empty ? -1 : reply.body.length);
        if (!empty) {
            exchange.getResponseBody().write(reply.body);
        }
    }
}
