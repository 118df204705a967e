package dev.baton.runtime.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.core.StoreUnavailableException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Objects behind plain HTTP conditional requests (RFC 9110): {@code GET}, with {@code If-None-Match} where the object
 * was read before, {@code PUT} with {@code If-None-Match: *} or {@code If-Match}, {@code DELETE}, and {@code GET <base>/?prefix=} for a JSON array of keys.
 *
 * <p>A version is the strong entity tag that the server sent, as it was sent. Each call ends within the deadline, 1 s
 * by default. A put whose connection was refused was not sent; one that timed out, was cut off or met an error of the
 * server is {@code Unknown}. Nothing is repeated by itself, and no redirect is followed.
 *
 * <p>Safe for use by several threads.
 */
public final class HttpObjectStore implements ObjectStore {

    /** How long a call may take unless told otherwise. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(1);

    /** One strong entity tag and no list of them, as a list in If-Match would match more than was read. */
    private static final Pattern STRONG_TAG = Pattern.compile("\"[\\x21\\x23-\\x7e]*\"");

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String IF_MATCH = "If-Match";
    private static final String IF_NONE_MATCH = "If-None-Match";
    private static final int OK = 200;
    private static final int MULTIPLE_CHOICES = 300;
    private static final int NOT_MODIFIED = 304;
    private static final int NOT_FOUND = 404;
    private static final int PRECONDITION_FAILED = 412;
    private static final int SERVER_ERROR = 500;
    private static final int INSUFFICIENT_STORAGE = 507;
    /** Timeout, conflicting operation, too early, too many: none says what became of the request. */
    private static final Set<Integer> UNDECIDED = Set.of(408, 409, 425, 429);

    private final URI base;
    private final KnownObjects knownObjects = new KnownObjects();
    private final HttpExchanges exchanges;

    private HttpObjectStore(URI base, Duration deadline) {
        String text = base.toString();
        this.base = URI.create(text.endsWith("/") ? text : text + "/");
        this.exchanges = new HttpExchanges(deadline);
    }

    /** The store at this address; nothing is sent before the first call. */
    public static HttpObjectStore open(URI base) {
        return open(base, DEFAULT_DEADLINE);
    }

    /** As {@link #open(URI)}, with a deadline for each call. */
    public static HttpObjectStore open(URI base, Duration deadline) {
        return new HttpObjectStore(base, deadline);
    }

    @Override
    public Optional<StoredObject> get(String key) {
        @Nullable StoredObject known = knownObjects.get(key);
        HttpRequest.Builder request = request(key).GET();
        if (known != null) {
            request.header(IF_NONE_MATCH, known.version());
        }
        HttpExchanges.Answer answer = ask("read " + key, request);
        if (answer.status() == NOT_FOUND) {
            return Optional.empty();
        }
        if (answer.status() == NOT_MODIFIED && known != null) {
            return Optional.of(known);
        }
        requireOk("read " + key, answer);
        String tag = answer.header("ETag");
        if (!STRONG_TAG.matcher(tag).matches()) {
            throw unavailable("read " + key, "it sent no strong ETag, so nothing could be replaced safely");
        }
        return Optional.of(knownObjects.keep(key, new StoredObject(answer.body(), tag)));
    }

    @Override
    public PutOutcome putIfAbsent(String key, byte[] bytes) {
        return put(key, bytes, IF_NONE_MATCH, "*");
    }

    @Override
    public PutOutcome putIfVersion(String key, byte[] bytes, String expectedVersion) {
        if (!STRONG_TAG.matcher(expectedVersion).matches()) {
            ObjectKeys.check(key);
            ObjectKeys.checkSize(bytes);
            return new PutOutcome.Conflict(); // never a version of this store
        }
        return put(key, bytes, IF_MATCH, expectedVersion);
    }

    private PutOutcome put(String key, byte[] bytes, String condition, String tag) {
        String what = "write " + key;
        HttpRequest request = request(key)
                .header(condition, tag)
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(ObjectKeys.checkSize(bytes)))
                .build();
        try {
            HttpExchanges.Answer answer = exchanges.send(request);
            boolean gone = answer.status() == NOT_FOUND && IF_MATCH.equals(condition);
            return gone ? new PutOutcome.Conflict() : outcome(what, answer);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw notReached(what, e);
        } catch (IOException e) {
            return new PutOutcome.Unknown(describe() + " was asked to " + what + ": " + reason(e));
        }
    }

    private PutOutcome outcome(String what, HttpExchanges.Answer answer) {
        int status = answer.status();
        if (status >= OK && status < MULTIPLE_CHOICES) {
            String tag = answer.header("ETag");
            return STRONG_TAG.matcher(tag).matches()
                    ? new PutOutcome.Applied(tag)
                    : new PutOutcome.Unknown(describe() + " was asked to " + what + " and sent no strong ETag");
        }
        if (status == PRECONDITION_FAILED) {
            return new PutOutcome.Conflict();
        }
        boolean refused = status >= MULTIPLE_CHOICES && status < SERVER_ERROR && !UNDECIDED.contains(status);
        if (refused || status == INSUFFICIENT_STORAGE) {
            throw unavailable(what, answer.explanation() + ". Nothing was changed");
        }
        return new PutOutcome.Unknown(describe() + " was asked to " + what + " and answered " + answer.explanation());
    }

    @Override
    public List<String> list(String prefix) {
        String what = "list " + prefix;
        URI address = URI.create(base + "?prefix=" + ObjectKeys.checkPrefix(prefix));
        HttpExchanges.Answer answer = ask(what, HttpRequest.newBuilder(address).GET());
        requireOk(what, answer);
        return keys(answer.body())
                .orElseThrow(() -> unavailable(what, "it sent something that is no JSON array of keys"));
    }

    private static Optional<List<String>> keys(byte[] json) {
        try {
            JsonNode array = JSON.readTree(json);
            List<String> keys = new ArrayList<>();
            array.forEach(key -> keys.add(key.isTextual() ? key.textValue() : ""));
            Collections.sort(keys);
            boolean valid = array.isArray() && keys.stream().allMatch(ObjectKeys::isKey);
            return valid ? Optional.of(keys) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public void delete(String key) {
        HttpExchanges.Answer answer = ask("delete " + key, request(key).DELETE());
        if (answer.status() != NOT_FOUND && (answer.status() < OK || answer.status() >= MULTIPLE_CHOICES)) {
            throw unavailable("delete " + key, answer.explanation());
        }
    }

    /** Without the path of the address: where an address is pre-authenticated, its path is the secret. */
    @Override
    public String describe() {
        return "object store " + base.getScheme() + "://" + base.getHost()
                + (base.getPort() < 0 ? "" : ":" + base.getPort());
    }

    @Override
    public void close() {
        exchanges.close();
    }

    private HttpRequest.Builder request(String key) {
        return HttpRequest.newBuilder(URI.create(base + ObjectKeys.check(key)));
    }

    private HttpExchanges.Answer ask(String what, HttpRequest.Builder request) {
        try {
            return exchanges.send(request.header("Cache-Control", "no-cache").build());
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw notReached(what, e);
        } catch (IOException e) {
            throw new StoreUnavailableException("Cannot " + what + " in " + describe() + ": " + reason(e) + ".", e);
        }
    }

    private void requireOk(String what, HttpExchanges.Answer answer) {
        if (answer.status() != OK) {
            throw unavailable(what, answer.explanation());
        }
    }

    private StoreUnavailableException notReached(String what, IOException e) {
        return new StoreUnavailableException(
                "Cannot " + what + ": " + describe() + " cannot be reached (" + reason(e)
                        + "). Nothing was changed. Check that it runs, and 'http' under 'token'.",
                e);
    }

    private StoreUnavailableException unavailable(String what, String why) {
        return new StoreUnavailableException("Cannot " + what + " in " + describe() + ": " + why + ".");
    }

    private static String reason(IOException e) {
        return e.getMessage() == null || e.getMessage().isBlank() ? e.getClass().getSimpleName() : e.getMessage();
    }
}
