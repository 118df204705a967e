package dev.baton.spark.source;

import dev.baton.core.RegionId;
import dev.baton.runtime.config.OciAuth;
import dev.baton.runtime.config.OciStreamsConfig;
import dev.baton.runtime.config.RegionConfig;
import dev.baton.runtime.config.ServiceType;
import dev.baton.runtime.stream.StreamService;
import dev.baton.runtime.stream.StreamServices;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How an executor reaches a region's OCI Streaming: {@link OciStreamsConfig} as it travels. Who signs there is found on the executor:
 * its instance, its resource, or a file of the same name. Immutable; holds no secret.
 */
record OciAccess(
        @Nullable String pool,
        @Nullable String compartment,
        @Nullable String region,
        @Nullable URI endpoint,
        @Nullable URI controlEndpoint,
        Login login)
        implements Serializable {

    /** To make one takes a second, and each batch of each query asks for one: so it stays for as long as the executor. */
    private static final Map<OciAccess, StreamService> OPEN = new ConcurrentHashMap<>();

    /** Who signs, as it travels. */
    private record Login(OciAuth auth, @Nullable String profile, @Nullable String configFile) implements Serializable {}

    static OciAccess of(OciStreamsConfig config) {
        Path file = config.login().configFile();
        return new OciAccess(
                config.pool(),
                config.compartment(),
                config.region(),
                config.endpoint(),
                config.controlEndpoint(),
                new Login(
                        config.login().auth(),
                        config.login().profile(),
                        file == null ? null : file.toAbsolutePath().toString()));
    }

    /** The service, which all tasks of this process share. */
    StreamService service(RegionId id) {
        return OPEN.computeIfAbsent(this, access -> access.open(id));
    }

    private StreamService open(RegionId id) {
        String file = login.configFile();
        OciStreamsConfig config = new OciStreamsConfig(
                pool,
                compartment,
                region,
                endpoint,
                controlEndpoint,
                new OciStreamsConfig.Login(login.auth(), login.profile(), file == null ? null : Path.of(file)));
        return StreamServices.open(id, new RegionConfig(ServiceType.OCI, new TreeMap<>(), config))
                .orElseThrow(() -> new IllegalStateException("a region on OCI has a service"));
    }
}
