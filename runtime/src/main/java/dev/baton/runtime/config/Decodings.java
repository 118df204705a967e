package dev.baton.runtime.config;

import dev.baton.core.Decoded;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Decoders of single values; reasons complete the sentence "it …" and never hold the value. */
final class Decodings {

    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,9}");

    private Decodings() {}

    static Decoded<Integer> wholeNumber(String text) {
        return WHOLE_NUMBER.matcher(text).matches()
                ? new Decoded.Value<>(Integer.parseInt(text))
                : new Decoded.Malformed<>("is not a whole number, such as 3");
    }

    /** A number of which there may be no more, or {@code unlimited}, which is the largest there is. */
    static Decoded<Long> limit(String text) {
        if (text.equals("unlimited")) {
            return new Decoded.Value<>(Long.MAX_VALUE);
        }
        return WHOLE_NUMBER.matcher(text).matches()
                ? new Decoded.Value<>(Long.parseLong(text))
                : new Decoded.Malformed<>(
                        "is not a whole number of at most nine digits, such as 10000, or 'unlimited'");
    }

    static Decoded<URI> address(String text) {
        try {
            return new Decoded.Value<>(new URI(text));
        } catch (URISyntaxException e) {
            return new Decoded.Malformed<>("is not an address, such as http://127.0.0.1:8700: " + e.getReason());
        }
    }

    static Decoded<Boolean> flag(String text) {
        return text.equals("true") || text.equals("false")
                ? new Decoded.Value<>(Boolean.valueOf(text))
                : new Decoded.Malformed<>("must be true or false");
    }

    /** What {@code record} makes of a single value; the first rule that it breaks, if it breaks any. */
    static <A, B> Decoded<B> built(Decoded<A> decoded, Function<A, B> record) {
        try {
            return decoded instanceof Decoded.Value<A> value
                    ? new Decoded.Value<>(record.apply(value.value()))
                    : new Decoded.Malformed<>(why(decoded));
        } catch (BrokenRulesException e) {
            return new Decoded.Malformed<>(e.faults().get(0).why());
        }
    }

    /** One of {@code choices}, written in small letters and with dashes. */
    static <E extends Enum<E>> Function<String, Decoded<E>> oneOf(E[] choices) {
        List<String> names = Arrays.stream(choices)
                .map(choice -> choice.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.toList());
        return text -> {
            int index = names.indexOf(text);
            return index >= 0
                    ? new Decoded.Value<>(choices[index])
                    : new Decoded.Malformed<>("must be one of: " + Words.list(names));
        };
    }

    /** Why {@code decoded} is malformed; empty if it is not. */
    static String why(Decoded<?> decoded) {
        return decoded instanceof Decoded.Malformed<?> malformed ? malformed.why() : "";
    }
}
