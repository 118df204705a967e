package dev.baton.s3;

import dev.baton.runtime.bucket.BucketException;
import dev.baton.runtime.bucket.BucketException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Makes every body that is put different from all others, as the ETag of S3 is a hash of the body alone: the same bytes
 * put again would get the same ETag again, and a writer that slept in between would not notice. So each body ends with a
 * line of {@value #LENGTH} bytes: a newline, a mark, and 128 random bits.
 *
 * <p>Stateless but for the source of the nonces.
 */
final class Nonces {

    private static final String MARK = "\nbaton-put:";
    private static final int DIGITS = 32;

    /** How many bytes longer a body is than its object. */
    static final int LENGTH = 11 + DIGITS;

    private static final Pattern LINE = Pattern.compile(MARK + "[0-9a-f]{" + DIGITS + "}");

    private final Supplier<String> nonces;

    /** {@code nonces} gives 32 hexadecimal digits, never the same ones twice. */
    Nonces(Supplier<String> nonces) {
        this.nonces = nonces;
    }

    /** The body for an object of these bytes, unlike any other. */
    byte[] body(byte[] bytes) {
        byte[] line = (MARK + nonces.get()).getBytes(StandardCharsets.US_ASCII);
        byte[] body = Arrays.copyOf(bytes, bytes.length + line.length);
        System.arraycopy(line, 0, body, bytes.length, line.length);
        return body;
    }

    /** The bytes that this body was made for. */
    static byte[] bytes(byte[] body) throws BucketException {
        int length = body.length - LENGTH;
        if (length < 0
                || !LINE.matcher(new String(body, length, LENGTH, StandardCharsets.ISO_8859_1))
                        .matches()) {
            throw new BucketException(
                    Kind.NOTHING_CHANGED,
                    "it holds something that Baton has not put there; its last line must begin with 'baton-put:'",
                    null);
        }
        return Arrays.copyOf(body, length);
    }
}
