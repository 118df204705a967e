package dev.baton.runtime.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baton.core.Decoded;
import dev.baton.core.InvalidTokenException;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.token.Token;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The past of the token: an object for each version, {@code <name>/history/<version>}, that is written once and never changed.
 *
 * <p>Every version below the newest is there: whoever writes version <i>n</i>+1 makes sure of version <i>n</i> first, which it has
 * just read; by compare-and-set there is only one. So nobody needs to come by in time. Normally the writer of a version has put
 * it there itself a moment after. Only the versions that were written by a release before this one are missing.
 *
 * <p>Each entry carries the SHA-256 of the one before, so that one that is changed, removed or put in between is seen by whoever
 * knows a later one. It is no protection from somebody who writes all of them anew; keep the hash of the newest elsewhere for that.
 *
 * <p>Entries are kept for ever: they have some 700 bytes, and a token that changes 50 times a day makes 13 MB a year. Safe for
 * use by several threads.
 */
public final class TokenHistory {

    /** The format of entries that this release writes, and the newest that it reads. */
    private static final int FORMAT = 1;

    private static final List<String> KEYS = List.of("format", "previous", "token");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ObjectStore store;
    private final String name;

    /** The newest entry that is known to be kept; spares most looks at the store. */
    private volatile @Nullable Known newest;

    private record Known(long version, String hash) {}

    /**
     * One version of the token.
     *
     * @param previous the hash of the entry before, null if there was none when this one was written
     * @param hash of this entry: 64 hexadecimal digits
     */
    public record Entry(Token token, @Nullable String previous, String hash) {}

    /** The history of the installation {@code name}, in the store of its token. */
    public TokenHistory(ObjectStore store, String name) {
        this.store = store;
        this.name = name;
    }

    /**
     * The entry of this version; empty if there is none (yet).
     *
     * @throws StoreUnavailableException if that cannot be told now
     * @throws InvalidTokenException if there is something else in its place
     */
    public Optional<Entry> read(long version) {
        return store.get(key(version)).map(object -> decode(version, object.bytes()));
    }

    /**
     * Makes sure that this version is kept. May be called again, and by everybody at once.
     *
     * @param body of the token, exactly as it is stored
     * @return false if it is not known whether it is, and it is to be called again
     * @throws StoreUnavailableException if the store does not answer, or refuses
     */
    boolean keep(long version, byte[] body) {
        Known known = newest;
        if (known != null && known.version() >= version) {
            return true;
        }
        Optional<String> kept = hash(version);
        if (kept.isPresent()) {
            remember(version, kept.get());
            return true;
        }
        String previous = known != null && known.version() == version - 1
                ? known.hash()
                : version == 1 ? null : hash(version - 1).orElse(null);
        byte[] entry = encode(previous, body);
        return store.putIfAbsent(key(version), entry)
                .fold(
                        applied -> {
                            remember(version, sha256(entry));
                            return true;
                        },
                        conflict -> true, // another was faster
                        unknown -> false);
    }

    private void remember(long version, String hash) {
        newest = new Known(version, hash);
    }

    private Optional<String> hash(long version) {
        return store.get(key(version)).map(StoredObject::bytes).map(TokenHistory::sha256);
    }

    private String key(long version) {
        return String.format("%s/history/%012d", name, version);
    }

    private static byte[] encode(@Nullable String previous, byte[] body) {
        String quoted = previous == null ? "null" : '"' + previous + '"';
        return ("{\"format\":" + FORMAT + ",\"previous\":" + quoted + ",\"token\":"
                        + new String(body, StandardCharsets.UTF_8) + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private Entry decode(long version, byte[] bytes) {
        Decoded<Token> token;
        String previous;
        try {
            JsonFields json = JsonFields.of("", JSON.readTree(new String(bytes, StandardCharsets.UTF_8)));
            long format = json.number("format");
            if (format != FORMAT) {
                throw new IllegalArgumentException(
                        "format: " + format + " is not " + FORMAT + ", which is all that this release reads");
            }
            json.requireOnly(KEYS);
            previous = json.textOrNull("previous");
            token = TokenJson.read(json.json("token").getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw damaged(version, "is no entry of a history");
        }
        Token read = token.orElseThrow(why -> damaged(version, "holds a token that " + why));
        if (read.version() != version || !read.name().equals(name)) {
            throw damaged(version, "holds version " + read.version() + " of the token of '" + read.name() + "'");
        }
        return new Entry(read, previous, sha256(bytes));
    }

    private InvalidTokenException damaged(long version, String why) {
        return new InvalidTokenException(
                "The past of the token, '" + key(version) + "' in " + store.describe() + ", " + why);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
