package dev.baton.spark;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.event.EventIdHeader;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Token;
import dev.baton.kafka.client.Installation;
import dev.baton.testkit.cloud.CloudServer;
import dev.baton.testkit.cloud.OciIdentity;
import dev.baton.testkit.cloud.OciStreams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** A region on emulated OCI Streaming that holds the baton; the other one is not there. */
final class OciInstallation implements AutoCloseable {

    static final RegionId R1 = new RegionId("r1");
    static final String STREAM = "flights";
    static final int PARTITIONS = 2;
    static final long PRODUCER = 7;

    private static final RegionId R2 = new RegionId("r2");
    private static final long BEGAN = 1_700_000_000_000L;

    private final OciStreams streams;
    private final String stream;
    private final CloudServer region;
    private final Path config;
    private final Installation installation;

    private OciInstallation(OciStreams streams, String stream, CloudServer region, Path config) {
        this.streams = streams;
        this.stream = stream;
        this.region = region;
        this.config = config;
        this.installation = Installation.open(config);
    }

    static OciInstallation raise(Path directory) throws IOException {
        OciStreams streams = new OciStreams("fra", Clock.systemUTC(), OciStreams.Limits.DOCUMENTED);
        String stream = streams.create(STREAM, PARTITIONS);
        OciIdentity user = OciIdentity.create();
        CloudServer region = CloudServer.ociStreaming(streams, user, Clock.systemUTC());
        Path config = Files.writeString(
                directory.resolve("baton.yaml"),
                """
                name: payments
                regions:
                  r1: { type: oci, oci: { pool: ocid1.streampool.oc1..p, controlEndpoint: "%s", configFile: "%s" } }
                  r2: { kafka: { bootstrap.servers: "127.0.0.1:1" } }
                streams: { flights: {} }
                token: { directory: token }
                """
                        .formatted(region.uri(), user.write(directory)));
        OciInstallation raised = new OciInstallation(streams, stream, region, config);
        Audit first = new Audit("first", "test", Instant.EPOCH, Installation.nonce());
        raised.installation
                .tokens()
                .create(Token.first("payments", List.of(R1, R2), R1, Duration.ofMillis(1_500), first));
        return raised;
    }

    Path config() {
        return config;
    }

    /** As Baton's producer does it, many at a time, so that there are several in each message. */
    void write(LongStream sequences) throws Exception {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (Producer<byte[], byte[]> producer = installation.clients().producer(R1, Map.of())) {
            sequences.forEach(sequence -> {
                ProducerRecord<byte[], byte[]> event = new ProducerRecord<>(
                        STREAM,
                        (int) (sequence % PARTITIONS),
                        BEGAN + sequence,
                        bytes("key " + sequence),
                        bytes("value " + sequence));
                event.headers().add(EventIdHeader.NAME, EventIdHeader.write(PRODUCER, sequence));
                sent.add(producer.send(event));
            });
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** As whoever asks where logs end. */
    void leaveMarks() {
        installation.clients().service(R1).orElseThrow().extents(List.of(new LogId(STREAM, 0), new LogId(STREAM, 1)));
    }

    /** Deletes all that there is, as retention does in time. */
    void expire() {
        streams.expireAll(stream);
    }

    @Override
    public void close() {
        installation.close();
        region.close();
    }
}
