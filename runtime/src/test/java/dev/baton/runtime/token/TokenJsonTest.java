package dev.baton.runtime.token;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.core.Decoded;
import dev.baton.core.RegionId;
import dev.baton.core.Term;
import dev.baton.core.token.Audit;
import dev.baton.core.token.RegionState;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenJsonTest {

    private static final String TEXT =
            """
            {"format":1,"name":"payments","version":42,"term":7,"active":"r1","handoverTo":null,\
            "regions":{"r1":{"sync":"IN_SYNC","since":"2025-01-01T00:00:00Z","episode":0},\
            "r2":{"sync":"OUT","since":"2025-01-31T12:00:00.5Z","episode":3}},"ttl":"2s",\
            "reason":"r2 does not answer","by":"monitor@r1","at":"2025-01-31T12:00:01Z","writeId":"w-1"}""";

    private static final Token TOKEN = new Token(
            "payments",
            42,
            new Term(7),
            new RegionId("r1"),
            null,
            new TreeMap<>(Map.of(
                    new RegionId("r1"), new RegionState(Sync.IN_SYNC, Instant.parse("2025-01-01T00:00:00Z"), 0),
                    new RegionId("r2"), new RegionState(Sync.OUT, Instant.parse("2025-01-31T12:00:00.5Z"), 3))),
            Duration.ofSeconds(2),
            new Audit("r2 does not answer", "monitor@r1", Instant.parse("2025-01-31T12:00:01Z"), "w-1"));

    @Test
    void shouldWriteTheFormatOfTheProtocol() {
        assertThat(TokenJson.write(TOKEN)).isEqualTo(TEXT.replace("12:00:00.5Z", "12:00:00.500Z"));
    }

    @Test
    void shouldReadTheFormatOfTheProtocol() {
        assertThat(read(TEXT)).isEqualTo(new Decoded.Value<>(TOKEN));
    }

    @Test
    void shouldSayWhereAHandoverIsGoing() {
        // Given
        String text = TEXT.replace("\"handoverTo\":null", "\"handoverTo\":\"r2\"");
        // When
        Decoded<Token> decoded = read(text);
        // Then
        assertThat(decoded)
                .isInstanceOfSatisfying(Decoded.Value.class, value -> assertThat(((Token) value.value()).handoverTo())
                        .isEqualTo(new RegionId("r2")));
    }

    @Test
    void shouldReadWhatAnEditorLaysOut() {
        assertThat(read("\n" + TEXT.replace(",", " ,\n\t").replace(":{", " : {") + "\n"))
                .isEqualTo(new Decoded.Value<>(TOKEN));
    }

    @Test
    void shouldSpellATtlThatIsNoWholeSecondInMilliseconds() {
        // When
        String written = TokenJson.write(withTtl(Duration.ofMillis(1500)));

        // Then
        assertThat(written).contains("\"ttl\":\"1500ms\"");
        assertThat(read(written)).isEqualTo(new Decoded.Value<>(withTtl(Duration.ofMillis(1500))));
    }

    @Test
    void shouldNotWriteATtlThatItWouldRound() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenJson.write(withTtl(Duration.ofNanos(1_500_000_001))))
                .withMessageContaining("ttl");
    }

    @Test
    void shouldSayThatNothingIsThere() {
        assertThat(whyNot("")).isEqualTo("is empty");
        assertThat(whyNot(" \n")).contains("JSON object");
    }

    @Test
    void shouldNeverTakeATruncatedTokenForAWholeOne() {
        for (int length = 0; length < TEXT.length(); length++) {
            assertThat(whyNot(TEXT.substring(0, length))).isNotBlank();
        }
        assertThat(whyNot(TEXT.substring(0, 100))).contains("cut off after 100 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "[]", "\"x\"", "\u0000", "not json", "{}x", "<xml/>", "{'format':1}"})
    void shouldRefuseGarbage(String garbage) {
        assertThat(whyNot(garbage)).isNotBlank();
    }

    @Test
    void shouldRefuseWhatIsNotUtf8() {
        assertThat(TokenJson.read(TEXT.getBytes(UTF_16))).isInstanceOf(Decoded.Malformed.class);
        assertThat(TokenJson.read(new byte[] {'{', (byte) 0xC3, '}'}))
                .isEqualTo(new Decoded.Malformed<>("is not UTF-8 text"));
    }

    @Test
    void shouldRefuseASecondTokenBehindTheFirst() {
        assertThat(whyNot(TEXT + TEXT)).isNotBlank();
    }

    @Test
    void shouldNameANewerFormatAndWhatToDo() {
        assertThat(whyNot("{\"format\":2,\"quorum\":[1,2,3]}"))
                .contains("is of format 2", "reads up to 1", "run that release here too");
        assertThat(whyNot(TEXT.replace("\"format\":1", "\"format\":0"))).contains("no format 0");
    }

    @Test
    void shouldNameAKeyThatIsMissing() {
        for (String key : new String[] {
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
            "writeId"
        }) {
            String renamed = TEXT.replace("\"" + key + "\":", "\"x-" + key + "\":");
            assertThat(whyNot(renamed)).contains(key);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "format":1            | "format":"1"           | format: must be a whole number
                    "format":1            | "format":1.0           | format: must be a whole number
                    "name":"payments"     | "name":7               | name: must be a text
                    "name":"payments"     | "name":" "             | name
                    "name":"payments"     | "name":"a","name":"b"  | name
                    "version":42          | "version":0            | version
                    "version":42          | "version":"42"         | version: must be a whole number
                    "version":42          | "version":99999999999999999999 | version: must be a whole number
                    "version":42          | "version":1e3          | version: must be a whole number
                    "term":7              | "term":-1              | term
                    "term":7              | "term":null            | term: must be a whole number
                    "active":"r1"         | "active":"r3"          | r3
                    "active":"r1"         | "active":null          | active: must be a text
                    "handoverTo":null     | "handoverTo":"r9"      | r9
                    "handoverTo":null     | "handoverTo":false     | handoverTo: must be a text
                    "sync":"OUT"          | "sync":"LAGGING"       | regions.r2.sync: 'LAGGING' is none of
                    "sync":"OUT"          | "sync":"out"           | regions.r2.sync
                    "episode":3           | "episode":-3           | episode
                    "episode":3           | "episode":3,"lag":1    | regions.r2.lag: this key is not part of the format
                    ,"episode":3          | ``                     | regions.r2.episode: this key is missing
                    "r2":{                | "r 2":{                | r 2
                    "r2":{                | "r1":{                 | r1
                    "ttl":"2s"            | "ttl":2                | ttl: must be a text
                    "ttl":"2s"            | "ttl":"2"              | ttl: '2' is not a duration
                    "ttl":"2s"            | "ttl":"1ms"            | ttl
                    "ttl":"2s"            | "ttl":"9999999999s"    | ttl
                    "at":"2025            | "at":"25               | at: '25
                    "writeId":"w-1"       | "writeId":""           | writeId
                    "writeId":"w-1"       | "writeId":"w","lock":1 | lock: this key is not part of the format
                    """)
    void shouldNameWhatIsWrong(String right, String wrong, String expected) {
        assertThat(TEXT).contains(right);
        assertThat(whyNot(TEXT.replace(right, wrong))).contains(expected);
    }

    @Test
    void shouldShowGarbageWithoutLettingItSteerATerminal() {
        // Given
        String hostile = TEXT.replace("\"sync\":\"OUT\"", "\"sync\":\"\\u001b[2J" + "x".repeat(10_000) + "\"");

        // Then
        assertThat(whyNot(hostile)).doesNotContain("\u001b").hasSizeLessThan(500);
    }

    private static Token withTtl(Duration ttl) {
        return new Token(
                TOKEN.name(),
                TOKEN.version(),
                TOKEN.term(),
                TOKEN.active(),
                TOKEN.handoverTo(),
                TOKEN.regions(),
                ttl,
                TOKEN.audit());
    }

    private static Decoded<Token> read(String text) {
        return TokenJson.read(text.getBytes(UTF_8));
    }

    private static String whyNot(String text) {
        Decoded<Token> decoded = read(text);
        assertThat(decoded).as(text).isInstanceOf(Decoded.Malformed.class);
        return ((Decoded.Malformed<Token>) decoded).why();
    }
}
