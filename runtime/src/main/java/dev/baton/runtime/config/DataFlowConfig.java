package dev.baton.runtime.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * An application of OCI Data Flow, of which a hook keeps one run going. Immutable; holds no secret.
 *
 * @param application the OCID of the application
 * @param compartment the OCID of the compartment that runs are made in and looked for
 * @param region such as us-ashburn-1; null for the one that the credentials name
 * @param endpoint of the service; null for the region's own
 * @param login how requests are signed
 */
public record DataFlowConfig(
        String application,
        String compartment,
        @Nullable String region,
        @Nullable URI endpoint,
        OciStreamsConfig.Login login) {

    public DataFlowConfig {
        Faults faults = new Faults();
        OciStreamsConfig.checkId(faults, application, "ocid1.dataflowapplication.", "application");
        OciStreamsConfig.checkId(faults, compartment, "ocid1.", "compartment");
        OciStreamsConfig.checkRegion(faults, region);
        if (endpoint != null) {
            StoreConfig.checkAddress(faults, endpoint, "endpoint");
        }
        login.check(faults).throwIfAny();
    }
}
