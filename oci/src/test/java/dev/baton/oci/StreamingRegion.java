package dev.baton.oci;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.event.RawEvent;
import dev.baton.runtime.config.OciAuth;
import dev.baton.runtime.config.OciStreamsConfig;
import dev.baton.runtime.config.RegionConfig;
import dev.baton.runtime.config.ServiceType;
import dev.baton.runtime.stream.StreamReader;
import dev.baton.runtime.stream.StreamReader.Batch;
import dev.baton.runtime.stream.StreamReader.Entry;
import dev.baton.runtime.stream.StreamService;
import dev.baton.runtime.stream.StreamServices;
import dev.baton.runtime.stream.StreamWriter;
import dev.baton.testkit.cloud.CloudServer;
import dev.baton.testkit.cloud.OciIdentity;
import dev.baton.testkit.cloud.OciStreams;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** One emulated region with a stream of three partitions, and Baton's way to it. */
final class StreamingRegion implements AutoCloseable {

    static final RegionId R1 = new RegionId("r1");
    static final String STREAM = "flights";
    static final int PARTITIONS = 3;
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final OciIdentity USER = OciIdentity.create();
    private static final String POOL = "ocid1.streampool.oc1..p";

    final OciStreams streams;
    final String id;
    final CloudServer server;
    final StreamService service;
    private final Path directory;

    StreamingRegion(Path directory, Clock clock, OciStreams.Limits limits) {
        this.directory = directory;
        this.streams = new OciStreams("fra", clock, limits);
        this.id = streams.create(STREAM, PARTITIONS);
        this.server = CloudServer.ociStreaming(streams, USER, clock);
        this.service = open(server.uri(), USER);
    }

    static StreamingRegion unlimited(Path directory) {
        return new StreamingRegion(directory, Clock.systemUTC(), OciStreams.Limits.NONE);
    }

    StreamService open(URI endpoint, OciIdentity user) {
        OciStreamsConfig config = new OciStreamsConfig(
                POOL,
                null,
                null,
                null,
                endpoint,
                new OciStreamsConfig.Login(OciAuth.CONFIG_FILE, null, user.write(directory)));
        return StreamServices.open(R1, new RegionConfig(ServiceType.OCI, new TreeMap<>(), config))
                .orElseThrow();
    }

    static LogId log(int partition) {
        return new LogId(STREAM, partition);
    }

    static RawEvent event(String text) {
        return new RawEvent(
                1_700_000_000_000L,
                bytes("key"),
                bytes(text),
                List.of(new RawEvent.Header("baton.id", bytes(text)), new RawEvent.Header("other", null)));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(Entry entry) {
        byte[] value = entry.event().value();
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }

    /** Remembers what the region answered. */
    static final class Answers implements StreamWriter.Answer {
        final ConcurrentLinkedQueue<Long> stored = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();

        @Override
        public void stored(long offset) {
            stored.add(offset);
        }

        @Override
        public void refused(String why) {
            refused.add(why);
        }
    }

    /** Reads until so many events have come. */
    static List<Entry> read(StreamReader reader, int count) {
        List<Entry> entries = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (entries.size() < count && System.nanoTime() < deadline) {
            @Nullable Batch batch = reader.poll(Duration.ofMillis(200)).orElse(null);
            if (batch != null) {
                entries.addAll(batch.entries());
            }
        }
        return entries;
    }

    /** The first answer about this log that tells anything. */
    static Optional<Batch> next(StreamReader reader) {
        return reader.poll(PATIENCE);
    }

    @Override
    public void close() {
        service.close();
        server.close();
    }
}
