package dev.baton.runtime.config;

/** Who brings the baton back to the home region. */
public enum FailbackPolicy {

    /** A person, with {@code baton failback}. */
    MANUAL,

    /** A monitor, by itself, once the home region has been well for long enough; also from where a person has moved the baton. */
    AUTO
}
