package dev.baton.bench;

import com.oracle.bmc.ClientConfiguration;
import com.oracle.bmc.auth.ConfigFileAuthenticationDetailsProvider;
import com.oracle.bmc.retrier.RetryConfiguration;
import com.oracle.bmc.streaming.StreamClient;
import com.oracle.bmc.streaming.model.PutMessagesDetails;
import com.oracle.bmc.streaming.model.PutMessagesDetailsEntry;
import com.oracle.bmc.streaming.requests.PutMessagesRequest;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.event.RawEvent;
import dev.baton.runtime.config.OciAuth;
import dev.baton.runtime.config.OciStreamsConfig;
import dev.baton.runtime.config.RegionConfig;
import dev.baton.runtime.config.ServiceType;
import dev.baton.runtime.stream.StreamService;
import dev.baton.runtime.stream.StreamServices;
import dev.baton.runtime.stream.StreamWriter;
import dev.baton.testkit.cloud.CloudServer;
import dev.baton.testkit.cloud.OciIdentity;
import dev.baton.testkit.cloud.OciStreams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * OCI Streaming's native API against the emulator, without its limits, in this process: events a second of Baton's writer against Oracle's
 * client with the same number of events in each request, one message for each; and how many requests a thousand events take.
 */
final class OciBenchmark {

    private static final int ROUNDS = 9;
    private static final int PARTITIONS = 3;
    private static final int EVENTS = 60_000;
    private static final int BATCH = 1_000;
    private static final int PACED_SECONDS = 10;
    private static final long BUFFER = 32L << 20;
    private static final byte[] VALUE = "x".repeat(200).getBytes(StandardCharsets.UTF_8);
    private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);
    private static final String STREAM = "flights";

    private OciBenchmark() {}

    static void print(Path directory) throws IOException, InterruptedException {
        OciIdentity user = OciIdentity.create();
        Path configFile = user.write(Files.createDirectories(directory));
        OciStreams streams = new OciStreams("bench", Clock.systemUTC(), OciStreams.Limits.NONE);
        String id = streams.create(STREAM, PARTITIONS);
        try (CloudServer server = CloudServer.ociStreaming(streams, user, Clock.systemUTC())) {
            OciStreamsConfig config = new OciStreamsConfig(
                    "ocid1.streampool.oc1..p",
                    null,
                    null,
                    null,
                    server.uri(),
                    new OciStreamsConfig.Login(OciAuth.CONFIG_FILE, null, configFile));
            long start = System.nanoTime();
            try (StreamService service = StreamServices.open(
                                    new RegionId("r1"), new RegionConfig(ServiceType.OCI, new TreeMap<>(), config))
                            .orElseThrow();
                    StreamWriter writer = service.write(BUFFER);
                    StreamClient plain = plain(server, configFile)) {
                write(writer, 1, 0);
                System.out.printf(
                        Locale.ROOT,
                        "%-44s %d ms, with the clients, the keys of %d partitions and all classes%n",
                        "OCI native, to the first event stored",
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
                        PARTITIONS);
                throughput(writer, plain, id, streams);
                for (int rate : new int[] {100, 1_000, 5_000}) {
                    requests(server, writer, rate);
                    streams.expireAll(id);
                }
            }
        }
    }

    private static StreamClient plain(CloudServer server, Path configFile) throws IOException {
        return StreamClient.builder()
                .configuration(ClientConfiguration.builder()
                        .retryConfiguration(RetryConfiguration.NO_RETRY_CONFIGURATION)
                        .build())
                .endpoint(server.uri().toString())
                .build(new ConfigFileAuthenticationDetailsProvider(configFile.toString(), "DEFAULT"));
    }

    private static void throughput(StreamWriter writer, StreamClient plain, String id, OciStreams streams)
            throws InterruptedException {
        Figures throughput = new Figures("OCI native, 200-byte events", "events/s");
        put(plain, id);
        write(writer, EVENTS, 0);
        for (int round = 0; round < ROUNDS; round++) {
            Turns.take(
                    round,
                    () -> throughput.baton(perSecond(() -> write(writer, EVENTS, 0))),
                    () -> throughput.plain(perSecond(() -> put(plain, id))));
            streams.expireAll(id);
        }
        throughput.print("none: nobody has one");
    }

    private static double perSecond(Runnable events) {
        long start = System.nanoTime();
        events.run();
        return EVENTS * 1e9 / (System.nanoTime() - start);
    }

    private static void requests(CloudServer server, StreamWriter writer, int rate) {
        int before = server.writes();
        int events = rate * PACED_SECONDS;
        write(writer, events, rate);
        System.out.printf(
                Locale.ROOT,
                "%-44s %.1f for 1,000 events; one message a request: 1,000%n",
                "OCI native, requests at " + rate + " events/s",
                1_000.0 * (server.writes() - before) / events);
    }

    /** Returns when all are stored; {@code rate} is events a second, 0 for as fast as it goes. */
    private static void write(StreamWriter writer, int events, int rate) {
        AtomicInteger stored = new AtomicInteger();
        StreamWriter.Answer answer = new StreamWriter.Answer() {
            @Override
            public void stored(long offset) {
                stored.incrementAndGet();
            }

            @Override
            public void refused(String why) {
                throw new IllegalStateException(why);
            }
        };
        long start = System.nanoTime();
        for (int i = 0; i < events; i++) {
            RawEvent event = new RawEvent(0, KEY, VALUE, List.of(new RawEvent.Header("baton.id", KEY)));
            long due = rate == 0 ? start : start + i * 1_000_000_000L / rate;
            while (System.nanoTime() - due < 0 || !writer.offer(new LogId(STREAM, i % PARTITIONS), event, answer)) {
                LockSupport.parkNanos(100_000);
            }
        }
        while (stored.get() < events) {
            LockSupport.parkNanos(100_000);
        }
    }

    private static void put(StreamClient plain, String id) {
        for (int sent = 0; sent < EVENTS; sent += BATCH) {
            List<PutMessagesDetailsEntry> entries = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                entries.add(
                        PutMessagesDetailsEntry.builder().key(KEY).value(VALUE).build());
            }
            plain.putMessages(PutMessagesRequest.builder()
                    .streamId(id)
                    .putMessagesDetails(
                            PutMessagesDetails.builder().messages(entries).build())
                    .build());
        }
    }
}
