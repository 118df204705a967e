package dev.baton.oci;

import com.oracle.bmc.ConfigFileReader;
import com.oracle.bmc.ConfigFileReader.ConfigFile;
import com.oracle.bmc.auth.BasicAuthenticationDetailsProvider;
import com.oracle.bmc.auth.ConfigFileAuthenticationDetailsProvider;
import com.oracle.bmc.auth.InstancePrincipalsAuthenticationDetailsProvider;
import com.oracle.bmc.auth.ResourcePrincipalAuthenticationDetailsProvider;
import com.oracle.bmc.auth.SessionTokenAuthenticationDetailsProvider;
import dev.baton.runtime.config.OciStreamsConfig.Login;
import java.io.IOException;

/** Who signs the requests. Stateless. */
final class OciCredentials {

    private static final String DEFAULT_PROFILE = "DEFAULT";

    private OciCredentials() {}

    /**
     * The SDK's provider of what the configuration names; for an instance or a resource it asks that one's metadata.
     *
     * @throws IOException if a file cannot be read
     * @throws RuntimeException if anything is missing, or there is no such metadata
     */
    static BasicAuthenticationDetailsProvider of(Login login) throws IOException {
        return switch (login.auth()) {
            case CONFIG_FILE -> new ConfigFileAuthenticationDetailsProvider(file(login));
            case SESSION_TOKEN -> new SessionTokenAuthenticationDetailsProvider(file(login));
            case INSTANCE_PRINCIPAL -> InstancePrincipalsAuthenticationDetailsProvider.builder()
                    .build();
            case RESOURCE_PRINCIPAL -> ResourcePrincipalAuthenticationDetailsProvider.builder()
                    .build();
        };
    }

    private static ConfigFile file(Login login) throws IOException {
        String profile = login.profile() == null ? DEFAULT_PROFILE : login.profile();
        return login.configFile() == null
                ? ConfigFileReader.parseDefault(profile)
                : ConfigFileReader.parse(login.configFile().toString(), profile);
    }
}
