package dev.baton.runtime.hook;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.runtime.config.HookConfig;
import java.util.Optional;

/**
 * Makes the actions of one kind. A module that brings such actions names its provider in {@code META-INF/services}, and is found when
 * it is on the class path; so nothing here depends on a cloud's SDK.
 *
 * <p>Implementations have a public constructor without parameters, and keep nothing between calls.
 */
public interface HookActionProvider {

    /**
     * What the hook of this name does; empty if that is of another kind. Asks no server.
     *
     * @throws InvalidConfigurationException if there cannot be such an action, as when a file it names cannot be read
     */
    Optional<HookAction> open(String hook, HookConfig config);
}
