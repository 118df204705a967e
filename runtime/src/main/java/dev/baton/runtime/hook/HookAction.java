package dev.baton.runtime.hook;

import dev.baton.runtime.config.HookConfig;
import java.time.Duration;

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

    /** What the configuration asks for. */
    static HookAction of(HookConfig config) {
        return config.url() == null
                ? new CommandAction(config.command())
                : new HttpAction(config.url(), config.secret());
    }
}
