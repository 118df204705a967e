package dev.baton.kafka.survey;

/**
 * One thing that was checked. Immutable.
 *
 * @param kind how it turned out
 * @param subject such as {@code region r1}
 * @param text what was found, and what to do if it is a problem
 */
public record Finding(Kind kind, String subject, String text) {

    /** How a check turned out. */
    public enum Kind {
        /** As it should be. */
        GOOD,
        /** Perhaps not as it was meant. */
        NOTE,
        /** Must be mended. */
        PROBLEM,
        /** Was mended just now. */
        DONE
    }

    static Finding good(String subject, String text) {
        return new Finding(Kind.GOOD, subject, text);
    }

    static Finding note(String subject, String text) {
        return new Finding(Kind.NOTE, subject, text);
    }

    static Finding done(String subject, String text) {
        return new Finding(Kind.DONE, subject, text);
    }

    static Finding problem(String subject, String text) {
        return new Finding(Kind.PROBLEM, subject, text);
    }
}
