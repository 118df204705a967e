package dev.baton.testkit.cloud;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one region of OCI Streaming, in memory; their messages perhaps in files too, but never their groups. Safe for use by several threads.
 *
 * <p>Modelled, as nobody documents it: how a key becomes a partition, what per-entry errors are called, how a group's partitions
 * are shared out, and the errors of expired cursors and late commits.
 */
public final class OciStreams {

    /** What Oracle calls the states of a stream. */
    public enum Lifecycle {
        CREATING,
        ACTIVE,
        DELETING,
        DELETED,
        FAILED,
        UPDATING
    }

    /**
     * What a stream takes; 0 is no limit. Immutable.
     *
     * @param writeBytesPerSecond and partition
     * @param getsPerSecond and group
     */
    public record Limits(int writeBytesPerSecond, int getsPerSecond) {
        /** As Oracle documents them. */
        public static final Limits DOCUMENTED = new Limits(1 << 20, 5);

        /** None but the size of messages and requests. */
        public static final Limits NONE = new Limits(0, 0);
    }

    private final String region;
    private final Clock clock;
    private final Limits limits;
    private final @Nullable Path directory;
    private final SortedMap<String, EmulatedStream> byId = new TreeMap<>();

    /** {@code region} becomes a part of the OCIDs; {@code clock} stamps messages and ages cursors. */
    public OciStreams(String region, Clock clock, Limits limits) {
        this(region, clock, limits, null);
    }

    /** As above; streams that are created have the messages that {@code directory} has of their names, and keep them there. */
    public OciStreams(String region, Clock clock, Limits limits, @Nullable Path directory) {
        this.region = region;
        this.clock = clock;
        this.limits = limits;
        this.directory = directory;
    }

    /** An ACTIVE stream that keeps its messages for 24 hours; returns its OCID. */
    public String create(String name, int partitions) {
        return create(name, partitions, Duration.ofHours(24)).id();
    }

    synchronized EmulatedStream create(String name, int partitions, Duration retention) {
        String id = "ocid1.stream.oc1." + region + ".amaaaaaa" + name.toLowerCase(Locale.ROOT) + (byId.size() + 1);
        EmulatedStream stream = new EmulatedStream(
                new EmulatedStream.Settings(id, name, retention, directory), partitions, limits, clock);
        byId.put(id, stream);
        return stream;
    }

    /** The OCID of the stream of this name. */
    public String id(String name) {
        return all().stream()
                .filter(stream -> stream.name().equals(name))
                .findFirst()
                .map(EmulatedStream::id)
                .orElseThrow(() -> new IllegalArgumentException("there is no stream '" + name + "' here"));
    }

    /** Puts a stream into this state; one serves messages while it is ACTIVE, UPDATING or DELETING. */
    public void lifecycle(String id, Lifecycle state) {
        known(id).lifecycle(state);
    }

    /** Deletes what is older than the stream's end, as retention would in time. */
    public void expireAll(String id) {
        known(id).expireAll();
    }

    /** The values of a partition's messages, oldest first. */
    public List<byte[]> values(String id, int partition) {
        return known(id).values(partition);
    }

    long now() {
        return clock.millis();
    }

    private EmulatedStream known(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("id: there is no stream " + id));
    }

    synchronized Optional<EmulatedStream> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    synchronized List<EmulatedStream> all() {
        return new ArrayList<>(byId.values());
    }
}
