package dev.baton.core.monitor;

import org.jspecify.annotations.Nullable;

/**
 * How one region is, in the words of a {@link Report}. Immutable.
 *
 * @param word such as {@code DOWN}; one that is not known, as of a later release, counts for neither
 * @param why for people, without secrets; empty if there is nothing to explain
 * @param lag how many events of the region a consumer has yet to read; null if it cannot tell, and of those who read none
 */
public record Finding(String word, String why, @Nullable Long lag) {

    /** What those say who read no events. */
    public Finding(String word, String why) {
        this(word, why, null);
    }

    /** What a monitor says whose own health of the region is this one. */
    public static Finding of(Health health) {
        return new Finding(health.word(), health.why());
    }

    /** The vote that this is. */
    public Opinion opinion() {
        for (Opinion opinion : Opinion.values()) {
            if (opinion.name().equals(word)) {
                return opinion;
            }
        }
        return Opinion.UNDECIDED;
    }
}
