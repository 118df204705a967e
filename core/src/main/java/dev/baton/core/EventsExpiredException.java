package dev.baton.core;

/** Decide: retention has deleted events that are still needed; going on without them is for a person to allow. */
public final class EventsExpiredException extends BatonException {

    private static final long serialVersionUID = 1L;

    /** An error with a message that says which events, and where. */
    public EventsExpiredException(String message) {
        super(message, null);
    }
}
