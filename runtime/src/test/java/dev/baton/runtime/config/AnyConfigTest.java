package dev.baton.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.InvalidConfigurationException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple3;

/** Whatever a file holds, it is read or refused, and never anything else. */
class AnyConfigTest {

    private static final String REAL = ConfigTemplate.text()
            .replaceAll("(?m)^( *)#(?=[a-z])", "$1")
            .replace("localhost:9092", "localhost:9092\n      sasl.jaas.config: ${SECRET}");

    private static final String[] FRAGMENTS = {
        ": ",
        ":",
        "- ",
        "\n",
        "\n  ",
        "\t",
        "{",
        "}",
        "[",
        "]",
        ",",
        "'",
        "\"",
        "&a ",
        "*a",
        "<<: *a",
        "!!",
        "!x ",
        "? ",
        "|",
        ">",
        "%YAML 9.9\n",
        "---\n",
        "...",
        "${",
        "$${",
        "${SECRET}",
        "${file:",
        "}",
        "~",
        "null",
        "#",
        "\\",
        "\"\\x0",
        "\u0000",
        "\uD800",
        "\uFEFF",
        "\u0085",
        "\u2028",
        "0",
        "-1",
        "99999999999",
        "ms",
        "r1",
        "kafka",
        "name",
        "."
    };

    @Property(tries = 1000)
    void shouldReadOrRefuseAnyText(@ForAll String text) {
        assertReadOrRefused(text);
    }

    @Property(tries = 1000)
    void shouldReadOrRefuseWhatLooksLikeYaml(@ForAll("fragments") List<String> fragments) {
        assertReadOrRefused(String.join("", fragments));
    }

    @Property(tries = 2000)
    void shouldReadOrRefuseARealFileWithMistakes(@ForAll("edits") List<Tuple3<Integer, Integer, String>> edits) {
        StringBuilder text = new StringBuilder(REAL);
        edits.forEach(edit -> {
            int from = edit.get1() % text.length();
            text.replace(from, Math.min(text.length(), from + edit.get2()), edit.get3());
        });
        assertReadOrRefused(text.toString());
    }

    @Provide
    Arbitrary<List<String>> fragments() {
        return Arbitraries.of(FRAGMENTS).list().ofMaxSize(30);
    }

    @Provide
    Arbitrary<List<Tuple3<Integer, Integer, String>>> edits() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, REAL.length() - 1),
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.of(FRAGMENTS))
                .as(Tuple::of)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    static void assertReadOrRefused(String text) {
        try {
            assertThat(SampleConfig.parse(text).regions()).hasSizeGreaterThan(1);
        } catch (InvalidConfigurationException e) {
            assertThat(e.getMessage()).doesNotContain("hunter2");
            assertThat(e.getMessage().lines()).allMatch(line -> line.startsWith("baton.yaml:"));
        }
    }
}
