package dev.baton.runtime.bucket;

import org.jspecify.annotations.Nullable;

/** A request to a bucket did not succeed. Its message completes the sentence "Cannot read a/b in …: …". */
public final class BucketException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final int MAX_REASON = 300;

    /** What is certain. */
    public enum Kind {
        /** There is no such object, and nothing was changed. */
        ABSENT,
        /** The object has another version than expected, and nothing was changed. */
        CONDITION_NOT_MET,
        /** Nothing was changed, and this request never will change anything: it was not sent, or was refused. */
        NOTHING_CHANGED,
        /** Nothing: it may have taken effect, or may do so later. */
        IN_DOUBT
    }

    private final Kind kind;

    /** A failure of this kind, for a reason that is cut to a line of {@value #MAX_REASON} characters. */
    public BucketException(Kind kind, String reason, @Nullable Throwable cause) {
        this(kind, reason, "", cause);
    }

    /** As above, with what to do about it: the rest of the sentence, or empty. */
    public BucketException(Kind kind, String reason, String advice, @Nullable Throwable cause) {
        super(advice.isEmpty() ? line(reason) : line(reason) + "; " + advice, cause);
        this.kind = kind;
    }

    /** What is certain. */
    public Kind kind() {
        return kind;
    }

    /**
     * The kind of an answer that was no success and whose code says nothing more. What a server says with 409 or 429 is
     * left in doubt, as is every trouble of its own: a gateway may say so of a request that went through.
     */
    public static Kind kindOf(int status) {
        boolean refused =
                status >= 300 && status < 500 && status != 408 && status != 409 && status != 425 && status != 429;
        return refused ? Kind.NOTHING_CHANGED : Kind.IN_DOUBT;
    }

    private static String line(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}]+", " ").replaceFirst("[ .]+$", "");
        return line.length() > MAX_REASON ? line.substring(0, MAX_REASON) + "…" : line;
    }
}
