package dev.baton.testkit.cloud;

import dev.baton.testkit.cloud.OciStreams.Lifecycle;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One emulated region of OCI: Streaming, Object Storage with one bucket, and Data Flow with one application, each on a free port of
 * 127.0.0.1, and what can go wrong with them. Nothing is kept. Safe for use by several threads.
 */
public final class OciRegion implements AutoCloseable {

    /** The services, by the names that faults are ordered by. */
    public static final String STREAMING = "streaming";

    public static final String OBJECT_STORAGE = "objectstorage";
    public static final String DATA_FLOW = "dataflow";

    private static final int PAGE_SIZE = 1_000;
    private static final Duration RUN_STARTS = Duration.ofSeconds(5);
    private static final Duration RUN_STOPS = Duration.ofSeconds(2);

    /**
     * What a region has. Immutable.
     *
     * @param name becomes a part of the OCIDs
     * @param user who may sign
     * @param application of Data Flow
     */
    public record Settings(String name, OciIdentity user, String namespace, String bucket, String application) {}

    private final OciStreams streams;
    private final SortedMap<String, CloudServer> services = new TreeMap<>();
    private volatile Duration ahead = Duration.ZERO;

    private OciRegion(Settings settings) {
        InstantSource shown = () -> Instant.now().plus(ahead);
        Clock clock = shown.withZone(ZoneOffset.UTC);
        this.streams = new OciStreams(settings.name(), Clock.systemUTC(), OciStreams.Limits.DOCUMENTED);
        services.put(STREAMING, CloudServer.ociStreaming(streams, settings.user(), clock));
        services.put(
                OBJECT_STORAGE,
                CloudServer.oci(settings.namespace(), settings.bucket(), settings.user(), PAGE_SIZE, clock));
        services.put(
                DATA_FLOW,
                CloudServer.ociDataFlow(
                        settings.application(),
                        new OciDataFlow(Clock.systemUTC(), RUN_STARTS, RUN_STOPS),
                        settings.user(),
                        clock));
    }

    /** Serves until closed. */
    public static OciRegion start(Settings settings) {
        return new OciRegion(settings);
    }

    /** Where messages, cursors and groups are. */
    public OciStreams streams() {
        return streams;
    }

    /** The services by name. */
    public SortedMap<String, CloudServer> services() {
        return new TreeMap<>(services);
    }

    /** One of the services; names are {@link #STREAMING}, {@link #OBJECT_STORAGE}, {@link #DATA_FLOW}. */
    public CloudServer service(String name) {
        CloudServer service = services.get(name);
        if (service == null) {
            throw new IllegalArgumentException("'" + name + "' is none of the services " + services.keySet());
        }
        return service;
    }

    /** Connections are refused, those that are open are cut off; what was stored stays. */
    public void goDown() {
        services.values().forEach(CloudServer::refuse);
    }

    /** Everything works again, as at the start; states of streams stay. */
    public void comeUp() {
        ahead = Duration.ZERO;
        services.values().forEach(service -> {
            service.heal();
            service.accept();
        });
    }

    /** How far the region's clock is ahead of its clients' when it looks at the dates of their requests; may be negative. */
    public void clockAhead(Duration time) {
        ahead = time;
    }

    /** Every request takes so much longer. */
    public void delay(Duration time) {
        services.values().forEach(service -> service.delay(time));
    }

    /** Puts the stream of this name into a state. */
    public void lifecycle(String stream, String state) {
        try {
            streams.lifecycle(streams.id(stream), Lifecycle.valueOf(state.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + state + "' of '" + stream + "': a stream here, and one of " + List.of(Lifecycle.values()), e);
        }
    }

    @Override
    public void close() {
        services.values().forEach(CloudServer::close);
    }
}
