package dev.baton.runtime.hook;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.runtime.config.HookConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.ServiceLoader;

/** What a hook does. Used by one thread at a time. */
@FunctionalInterface
public interface HookAction {

    /** One attempt: ends within {@code deadline} and a few seconds, and does not throw. An interrupt ends it early. */
    Outcome run(HookCall call, Duration deadline);

    /**
     * What came of an attempt. Immutable.
     *
     * @param detail for people; no secret, and nothing that the other side has sent
     */
    record Outcome(Verdict verdict, String detail) {}

    /** What an outcome means. */
    enum Verdict {
        /** It is done. */
        DONE,
        /** It is to be tried again. */
        FAILED,
        /** It makes no sense to try again. */
        HOPELESS
    }

    /**
     * What the configuration of this hook asks for.
     *
     * @throws InvalidConfigurationException if the module is missing that does such things, or as that module says
     */
    static HookAction of(String hook, HookConfig config) {
        if (config.url() != null) {
            return new HttpAction(config.url(), config.secret());
        }
        if (!config.command().isEmpty()) {
            return new CommandAction(config.command());
        }
        return ServiceLoader.load(HookActionProvider.class, HookActionProvider.class.getClassLoader()).stream()
                .map(provider -> provider.get().open(hook, config))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new InvalidConfigurationException("The hook '" + hook
                        + "' is of kind 'dataFlow', but nothing on the class path can do that. Add the module"
                        + " dev.baton:baton-oci, of the same version as Baton's others."));
    }
}
