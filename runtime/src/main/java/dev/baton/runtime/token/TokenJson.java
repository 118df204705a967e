package dev.baton.runtime.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.core.Decoded;
import dev.baton.core.RegionId;
import dev.baton.core.Term;
import dev.baton.core.token.Audit;
import dev.baton.core.token.RegionState;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The token as JSON (protocol, section 3), the same text for the same token. Stateless.
 *
 * <p>Reading is total and strict: a key that is missing, twice or not of this format is refused, because whoever wrote
 * it may rely on a rule that this release does not know.
 */
public final class TokenJson {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final List<String> KEYS = List.of(
            "format",
            "name",
            "version",
            "term",
            "active",
            "handoverTo",
            "regions",
            "ttl",
            "reason",
            "by",
            "at",
            "writeId");
    private static final List<String> REGION_KEYS = List.of("sync", "since", "episode");

    private static final Pattern TTL = Pattern.compile("([0-9]{1,9})(ms|s)");
    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\u2028\\u2029]");
    private static final int MAX_REASON = 400;

    private TokenJson() {}

    /** One line of JSON; {@code ttl} must be whole milliseconds. */
    public static String write(Token token) {
        ObjectNode json = JSON.createObjectNode();
        json.put("format", Token.FORMAT);
        json.put("name", token.name());
        json.put("version", token.version());
        json.put("term", token.term().value());
        json.put("active", token.active().value());
        json.put(
                "handoverTo",
                token.handoverTo() == null ? null : token.handoverTo().value());
        ObjectNode regions = json.putObject("regions");
        token.regions().forEach((region, state) -> regions.putObject(region.value())
                .put("sync", state.sync().name())
                .put("since", state.since().toString())
                .put("episode", state.episode()));
        json.put("ttl", spelled(token.ttl()));
        json.put("reason", token.audit().reason());
        json.put("by", token.audit().by());
        json.put("at", token.audit().at().toString());
        json.put("writeId", token.audit().writeId());
        return json.toString();
    }

    /** The token in these bytes, or why there is none; never throws. */
    public static Decoded<Token> read(byte[] bytes) {
        if (bytes.length == 0) {
            return malformed("is empty");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder() // reports what is no UTF-8, instead of replacing it
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            JsonFields json = JsonFields.of("", JSON.readTree(text));
            long format = json.number("format");
            if (format > Token.FORMAT) { // first of all, as a newer format may have changed everything else
                return malformed("is of format " + format + ", and this release reads up to " + Token.FORMAT
                        + "; a newer release wrote it, so run that release here too");
            }
            return new Decoded.Value<>(token(json));
        } catch (CharacterCodingException e) {
            return malformed("is not UTF-8 text");
        } catch (JsonEOFException e) {
            return malformed("is cut off after " + bytes.length + " bytes");
        } catch (JsonProcessingException e) {
            return malformed("is not JSON: " + e.getOriginalMessage());
        } catch (IllegalArgumentException e) { // JsonFields, and the records' own checks
            return malformed("is not a token: " + e.getMessage());
        }
    }

    private static Token token(JsonFields json) {
        if (json.number("format") < 1) {
            throw new IllegalArgumentException("format: there is no format " + json.number("format"));
        }
        json.requireOnly(KEYS);
        Audit audit = new Audit(json.text("reason"), json.text("by"), json.instant("at"), json.text("writeId"));
        return new Token(
                json.text("name"),
                json.number("version"),
                new Term(json.number("term")),
                new RegionId(json.text("active")),
                handoverTo(json),
                regions(json.object("regions")),
                ttl(json.text("ttl")),
                audit);
    }

    private static @Nullable RegionId handoverTo(JsonFields json) {
        String to = json.textOrNull("handoverTo");
        return to == null ? null : new RegionId(to);
    }

    private static SortedMap<RegionId, RegionState> regions(JsonFields json) {
        SortedMap<RegionId, RegionState> regions = new TreeMap<>();
        for (String name : json.names()) {
            JsonFields region = json.object(name);
            region.requireOnly(REGION_KEYS);
            regions.put(
                    new RegionId(name),
                    new RegionState(
                            region.oneOf("sync", Sync.class), region.instant("since"), region.number("episode")));
        }
        return regions;
    }

    private static String spelled(Duration ttl) {
        if (ttl.toNanosPart() % NANOS_PER_MILLI != 0) {
            throw new IllegalArgumentException("ttl: " + ttl + " is not whole milliseconds");
        }
        return ttl.toMillisPart() == 0 ? ttl.toSeconds() + "s" : ttl.toMillis() + "ms";
    }

    private static Duration ttl(String text) {
        Matcher matcher = TTL.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("ttl: '" + text + "' is not a duration such as 2s or 1500ms");
        }
        long amount = Long.parseLong(matcher.group(1));
        return "s".equals(matcher.group(2)) ? Duration.ofSeconds(amount) : Duration.ofMillis(amount);
    }

    /** What the bytes say may be shown, but must neither steer a terminal nor fill it. */
    private static <T> Decoded<T> malformed(String why) {
        String plain = UNPRINTABLE.matcher(why).replaceAll("\uFFFD");
        return new Decoded.Malformed<>(plain.length() <= MAX_REASON ? plain : plain.substring(0, MAX_REASON) + "…");
    }
}
