package dev.baton.core.monitor;

/**
 * How one region is, in the words of a {@link Report}. Immutable.
 *
 * @param word such as {@code DOWN}; one that is not known, as of a later release, counts for neither
 * @param why for people, without secrets; empty if there is nothing to explain
 */
public record Finding(String word, String why) {

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
