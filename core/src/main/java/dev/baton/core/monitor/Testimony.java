package dev.baton.core.monitor;

/**
 * What a monitor has read of what others see. Immutable.
 *
 * @param monitors by name
 * @param clients producers and consumers, by a name of their own
 */
public record Testimony(Reports monitors, Reports clients) {

    /** Nobody has been heard. */
    public static final Testimony NONE = new Testimony(Reports.NONE, Reports.NONE);
}
