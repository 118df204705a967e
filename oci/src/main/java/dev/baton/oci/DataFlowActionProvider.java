package dev.baton.oci;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.RegionId;
import dev.baton.runtime.config.DataFlowConfig;
import dev.baton.runtime.config.HookConfig;
import dev.baton.runtime.hook.HookAction;
import dev.baton.runtime.hook.HookActionProvider;
import java.time.Duration;
import java.util.Optional;

/** Makes the hooks that start and stop runs of OCI Data Flow. */
public final class DataFlowActionProvider implements HookActionProvider {

    private static final Duration POLL = Duration.ofSeconds(2);

    @Override
    public Optional<HookAction> open(String hook, HookConfig config) {
        DataFlowConfig dataFlow = config.dataFlow();
        RegionId region = config.region();
        if (dataFlow == null || region == null) {
            return Optional.empty();
        }
        if (dataFlow.login()
                .auth()
                .usesFile()) { // the others ask who they are, and that may take longer than opening should
            try {
                OciCredentials.of(dataFlow.login());
            } catch (Exception e) {
                throw new InvalidConfigurationException(
                        "The hook '" + hook + "' cannot sign its requests: " + e.getMessage()
                                + " Check 'auth', 'profile' and 'configFile' under its 'dataFlow'.",
                        e);
            }
        }
        return Optional.of(new DataFlowAction(region, new DataFlowRuns(dataFlow), POLL, System::nanoTime));
    }
}
