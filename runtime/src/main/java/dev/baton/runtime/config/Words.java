package dev.baton.runtime.config;

import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How a message shows what a user wrote. */
final class Words {

    private static final int MAX_VALUE = 60;
    private static final int MAX_PATH = 300;
    private static final Pattern CREDENTIALS = Pattern.compile("://[^/\\s]*@");
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\u2028\\u2029]");

    private Words() {}

    /** A value: in quotes, shortened, and without the credentials of an address. */
    static String quote(String value) {
        return "'" + shorten(CREDENTIALS.matcher(value).replaceAll("://***@"), MAX_VALUE) + "'";
    }

    /** The path of a key or of a file, shortened. */
    static String path(String path) {
        return shorten(path, MAX_PATH);
    }

    /** In the order given, separated by commas. */
    static String list(Collection<?> items) {
        return items.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    /** On one line, and without what could steer a terminal. */
    static String visible(String text) {
        return INVISIBLE.matcher(text).replaceAll("\uFFFD");
    }

    private static String shorten(String text, int max) {
        return text.codePointCount(0, text.length()) <= max
                ? text
                : text.substring(0, text.offsetByCodePoints(0, max)) + "…";
    }
}
