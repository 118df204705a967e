package dev.baton.runtime.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.Decoded;
import dev.baton.core.RegionId;
import dev.baton.core.Term;
import dev.baton.core.token.Audit;
import dev.baton.core.token.RegionState;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TokenJsonPropertyTest {

    private static final int TRIES = 150;

    @Property(tries = TRIES)
    void shouldReadWhatItWrote(@ForAll("tokens") Token token) {
        // When
        Decoded<Token> read = TokenJson.read(TokenJson.write(token).getBytes(UTF_8));

        // Then
        assertThat(read).isEqualTo(new Decoded.Value<>(token));
    }

    @Property(tries = TRIES)
    void shouldFindSomethingToSayAboutAnyBytes(@ForAll byte[] bytes) {
        assertThat(TokenJson.read(bytes)).isInstanceOf(Decoded.Malformed.class);
    }

    @Property(tries = TRIES)
    void shouldSurviveAnyDamage(@ForAll("tokens") Token token, @ForAll int position, @ForAll byte value) {
        // Given
        byte[] bytes = TokenJson.write(token).getBytes(UTF_8);
        bytes[Math.floorMod(position, bytes.length)] = value;

        // When, Then
        assertReadOrRefused(bytes);
    }

    /** Whatever the bytes are; and what it reads can be written again. */
    static void assertReadOrRefused(byte[] bytes) {
        // When
        Decoded<Token> decoded = TokenJson.read(bytes);

        // Then
        if (decoded instanceof Decoded.Value<Token> read) {
            byte[] again = TokenJson.write(read.value()).getBytes(UTF_8);
            assertThat(TokenJson.read(again)).isEqualTo(read);
        } else if (decoded instanceof Decoded.Malformed<Token> refused) {
            assertThat(refused.why()).isNotBlank().hasSizeLessThan(500).doesNotContainPattern("\\p{Cntrl}");
        }
    }

    /** What legal changes make of a token in which all is well, so that these are the tokens that there can be. */
    @Provide
    Arbitrary<Token> tokens() {
        Arbitrary<List<RegionId>> regions = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('0', '9')
                .ofMinLength(1)
                .ofMaxLength(10)
                .map(RegionId::new)
                .set()
                .ofMinSize(2)
                .ofMaxSize(4)
                .map(ArrayList::new);
        Arbitrary<Long> numbers = Arbitraries.longs().between(1, Long.MAX_VALUE / 2);
        Arbitrary<Token> first = Combinators.combine(
                        regions, numbers, numbers, Arbitraries.longs().between(100, 60_000), audits())
                .as((ids, version, term, ttl, audit) -> {
                    TreeMap<RegionId, RegionState> states = new TreeMap<>();
                    ids.forEach(id -> states.put(id, new RegionState(Sync.IN_SYNC, audit.at(), version % 1000)));
                    return new Token(
                            "payments",
                            version,
                            new Term(term),
                            ids.get(0),
                            null,
                            states,
                            Duration.ofMillis(ttl),
                            audit);
                });
        return Combinators.combine(first, Arbitraries.integers().list().ofMaxSize(12), audits())
                .as((token, choices, audit) -> {
                    Token changed = token;
                    for (int choice : choices) {
                        Token before = changed;
                        changed = change(before, choice, audit).fold(next -> next, refused -> before);
                    }
                    return changed;
                });
    }

    private static Transition change(Token token, int choice, Audit by) {
        List<RegionId> ids = List.copyOf(token.regions().keySet());
        RegionId region = ids.get(Math.floorMod(choice / 7, ids.size()));
        return switch (Math.floorMod(choice, 7)) {
            case 0 -> token.demote(region, by);
            case 1 -> token.beginCatchUp(region, by);
            case 2 -> token.promote(region, token.episode(region), by);
            case 3 -> token.beginHandover(region, by);
            case 4 -> token.completeHandover(region, by);
            case 5 -> token.abortHandover(by);
            default -> token.forceHandover(region, by);
        };
    }

    private static Arbitrary<Audit> audits() {
        Arbitrary<String> texts =
                Arbitraries.strings().all().excludeChars(surrogates()).ofMaxLength(40);
        return Combinators.combine(texts, texts, instants(), texts.filter(text -> !text.isBlank()))
                .as(Audit::new);
    }

    /** Halves of characters are no text, and UTF-8 cannot hold them. */
    private static char[] surrogates() {
        char[] halves = new char[Character.MAX_SURROGATE - Character.MIN_SURROGATE + 1];
        for (int i = 0; i < halves.length; i++) {
            halves[i] = (char) (Character.MIN_SURROGATE + i);
        }
        return halves;
    }

    private static Arbitrary<Instant> instants() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, 4_000_000_000L),
                        Arbitraries.integers().between(0, 999_999_999))
                .as(Instant::ofEpochSecond);
    }
}
