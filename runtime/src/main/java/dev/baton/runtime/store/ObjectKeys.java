package dev.baton.runtime.store;

import java.util.regex.Pattern;

/**
 * What may name an object, the same in every store: at most {@value #MAX_LENGTH} characters, segments of
 * {@code A-Z a-z 0-9 . _ -} joined by {@code /}, none of them {@code .} or {@code ..}. Stateless.
 */
public final class ObjectKeys {

    /** The longest key, in characters; a segment fits into a file name everywhere. */
    public static final int MAX_LENGTH = 240;

    private static final String SEGMENT = "(?!\\.{1,2}(?:/|$))[A-Za-z0-9._-]+";
    private static final Pattern KEY = Pattern.compile(SEGMENT + "(?:/" + SEGMENT + ")*");
    private static final Pattern PREFIX = Pattern.compile("(?:" + SEGMENT + "/)*[A-Za-z0-9._-]*");

    private ObjectKeys() {}

    /** True if this may name an object. */
    public static boolean isKey(String key) {
        return key.length() <= MAX_LENGTH && KEY.matcher(key).matches();
    }

    /** The key, if it is one; otherwise throws {@link IllegalArgumentException}. */
    public static String check(String key) {
        if (!isKey(key)) {
            throw new IllegalArgumentException("key: '" + key + "' is not a key; use at most " + MAX_LENGTH
                    + " characters, in segments of letters, digits, dots, dashes or underscores, joined by '/'");
        }
        return key;
    }

    /** The prefix, if keys can begin with it; otherwise throws {@link IllegalArgumentException}. */
    public static String checkPrefix(String prefix) {
        if (prefix.length() > MAX_LENGTH || !PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException("prefix: no key begins with '" + prefix + "'");
        }
        return prefix;
    }

    /** The bytes, if an object may have so many; otherwise throws {@link IllegalArgumentException}. */
    public static byte[] checkSize(byte[] bytes) {
        if (bytes.length > ObjectStore.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "bytes: " + bytes.length + " are too many; at most " + ObjectStore.MAX_BYTES + " (16 MiB)");
        }
        return bytes;
    }
}
