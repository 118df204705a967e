package dev.baton.runtime.config;

import dev.baton.core.RegionId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is done when the token changes: a command is run, an address is called, or a run of OCI Data Flow is started and stopped. Immutable.
 *
 * @param on which changes; at least one
 * @param region whose changes; null for those of every region, but not for Data Flow: a run goes while that region may process
 * @param agent the region whose agents run it; null if any one agent does
 * @param command the program and its arguments, not seen by any shell; empty if something else is done
 * @param url what is called; null if something else is done
 * @param secret signs the calls; null if they are not signed
 * @param dataFlow the application of which one run goes while the region may process; null if something else is done
 * @param deadline after which one attempt has failed; default 30 s
 * @param attempts before it is given up for this change; default 5
 */
public record HookConfig(
        List<HookTrigger> on,
        @Nullable RegionId region,
        @Nullable RegionId agent,
        List<String> command,
        @Nullable URI url,
        @Nullable String secret,
        @Nullable DataFlowConfig dataFlow,
        Duration deadline,
        int attempts) {

    /** {@link #deadline()} where the file says nothing. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(30);

    /** {@link #attempts()} where the file says nothing. */
    public static final int DEFAULT_ATTEMPTS = 5;

    private static final Duration MIN_DEADLINE = Duration.ofSeconds(1);
    private static final Duration MAX_DEADLINE = Duration.ofMinutes(10);
    private static final int MAX_ATTEMPTS = 20;
    private static final int MIN_SECRET = 16;

    public HookConfig {
        on = List.copyOf(on);
        command = List.copyOf(command);
        new Faults()
                .require(!on.isEmpty(), "needs 'on': a list of active, inactive, sync, any", "on")
                .require(
                        !command.isEmpty() || url != null || dataFlow != null,
                        "needs something to do: give 'command', 'url' or 'dataFlow'",
                        "",
                        "command",
                        "url",
                        "dataFlow")
                .require(
                        command.isEmpty() || url == null,
                        "cannot be given together with 'command'; make two hooks of it",
                        "url",
                        "command")
                .require(
                        dataFlow == null || (command.isEmpty() && url == null),
                        "cannot be given together with 'command' or 'url'; make two hooks of it",
                        "dataFlow",
                        "command",
                        "url")
                .require(
                        dataFlow == null || region != null,
                        "needs 'region': the run goes while that region may process",
                        "dataFlow",
                        "region")
                .require(
                        command.isEmpty() || !command.get(0).isBlank(),
                        "must begin with the path of a program",
                        "command")
                .require(
                        url == null
                                || (url.getHost() != null
                                        && ("http".equalsIgnoreCase(url.getScheme())
                                                || "https".equalsIgnoreCase(url.getScheme()))),
                        "must be an address such as https://example.com/baton, with http or https and a host",
                        "url")
                .require(
                        secret == null || url != null,
                        "signs calls, so it goes with 'url' only",
                        "secret",
                        "command",
                        "url")
                .require(
                        secret == null || secret.length() >= MIN_SECRET,
                        "is too short to sign with; use at least " + MIN_SECRET + " characters",
                        "secret")
                .require(
                        deadline.compareTo(MIN_DEADLINE) >= 0 && deadline.compareTo(MAX_DEADLINE) <= 0,
                        "must be from 1s to 10m",
                        "deadline")
                .require(attempts >= 1 && attempts <= MAX_ATTEMPTS, "must be from 1 to " + MAX_ATTEMPTS, "attempts")
                .throwIfAny();
    }

    /** Without the secret, and of the address no more than its host: its path may be a secret too. */
    @Override
    public String toString() {
        String what = url != null
                ? "url of " + url.getHost()
                : dataFlow != null ? "dataFlow of " + dataFlow.application() : "command=" + command.get(0);
        return "HookConfig[on=" + on + ", region=" + region + ", agent=" + agent + ", " + what + "]";
    }
}
