package dev.baton.testkit.broker;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.ApiVersionsResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;

/**
 * A service that speaks a part of Kafka's protocol: it stands before a real broker, does not advertise the requests that it lacks, and
 * perhaps drops the headers of records in silence. So one can see what a client makes of OCI Streaming's Kafka endpoint, which has no
 * idempotent producers, whatever else it may lack.
 *
 * <p>Bind it first, advertise its {@link #port} in a {@link Listener} of the broker, and {@link #forwardTo} that listener. Two threads for
 * each connection. Safe for use by several threads.
 */
public final class LimitedKafka implements AutoCloseable {

    /** What OCI Streaming is known to lack, and what it may lack. */
    public static final Set<ApiKeys> LACKING =
            Set.of(ApiKeys.INIT_PRODUCER_ID, ApiKeys.DESCRIBE_CONFIGS, ApiKeys.INCREMENTAL_ALTER_CONFIGS);

    private static final int MAX_FRAME = 64 << 20;
    private static final int BACKLOG = 50;

    private final Set<ApiKeys> lacking;
    private final boolean dropsHeaders;
    private final ServerSocket server;
    private final List<Socket> sockets = new ArrayList<>();
    private volatile int target;

    private LimitedKafka(Set<ApiKeys> lacking, boolean dropsHeaders) {
        this.lacking = Set.copyOf(lacking);
        this.dropsHeaders = dropsHeaders;
        try {
            this.server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("No port of 127.0.0.1 can be bound", e);
        }
    }

    /** Binds a free port of 127.0.0.1. */
    public static LimitedKafka bind(Set<ApiKeys> lacking, boolean dropsHeaders) {
        return new LimitedKafka(lacking, dropsHeaders);
    }

    /** Where clients find it. */
    public int port() {
        return server.getLocalPort();
    }

    /** Serves from now on what the broker at this port of 127.0.0.1 serves. */
    public void forwardTo(int port) {
        target = port;
        daemon("accept", this::accept);
    }

    private static void daemon(String what, Runnable task) {
        Thread thread = new Thread(task, "limited-kafka-" + what);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket broker = new Socket();
                keep(client);
                keep(broker);
                broker.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
                client.setTcpNoDelay(true);
                broker.setTcpNoDelay(true);
                Queue<RequestHeader> asked = new ConcurrentLinkedQueue<>();
                daemon("requests", () -> relay(client, broker, frame -> request(frame, asked)));
                daemon("answers", () -> relay(broker, client, frame -> answer(frame, asked)));
            } catch (IOException e) {
                // The broker is away, or this is closed: the client finds its connection ended.
            }
        }
    }

    private synchronized void keep(Socket socket) {
        sockets.removeIf(Socket::isClosed);
        sockets.add(socket);
    }

    private interface Change {
        ByteBuffer of(ByteBuffer frame);
    }

    private static void relay(Socket from, Socket to, Change change) {
        try (from;
                to;
                DataInputStream in = new DataInputStream(from.getInputStream());
                DataOutputStream out = new DataOutputStream(to.getOutputStream())) {
            while (true) {
                int length = in.readInt();
                if (length < 0 || length > MAX_FRAME) {
                    return;
                }
                ByteBuffer changed = change.of(ByteBuffer.wrap(in.readNBytes(length)));
                byte[] frame = new byte[Integer.BYTES + changed.remaining()];
                ByteBuffer.wrap(frame).putInt(changed.remaining()).put(changed);
                out.write(frame);
                out.flush();
            }
        } catch (IOException e) {
            // One of the two has gone; both connections are ended.
        }
    }

    private ByteBuffer request(ByteBuffer frame, Queue<RequestHeader> asked) {
        ByteBuffer read = frame.duplicate();
        RequestHeader header = RequestHeader.parse(read);
        asked.add(header); // answers come in this order
        if (!dropsHeaders || header.apiKey() != ApiKeys.PRODUCE) {
            return frame;
        }
        ProduceRequest request = ProduceRequest.parse(new ByteBufferAccessor(read), header.apiVersion());
        request.data().topicData().forEach(topic -> topic.partitionData().forEach(LimitedKafka::dropHeaders));
        return request.serializeWithHeader(header);
    }

    private static void dropHeaders(PartitionProduceData partition) {
        List<SimpleRecord> bare = new ArrayList<>();
        for (Record record : ((MemoryRecords) partition.records()).records()) {
            bare.add(new SimpleRecord(record.timestamp(), record.key(), record.value()));
        }
        partition.setRecords(MemoryRecords.withRecords(Compression.NONE, bare.toArray(SimpleRecord[]::new)));
    }

    private ByteBuffer answer(ByteBuffer frame, Queue<RequestHeader> asked) {
        RequestHeader question = asked.remove();
        if (question.apiKey() != ApiKeys.API_VERSIONS) {
            return frame;
        }
        ByteBuffer read = frame.duplicate();
        ResponseHeaderData header = new ResponseHeaderData().setCorrelationId(read.getInt());
        ApiVersionsResponseData versions = ApiVersionsResponse.parse(
                        new ByteBufferAccessor(read), question.apiVersion())
                .data();
        lacking.forEach(api -> versions.apiKeys().removeIf(each -> each.apiKey() == api.id));
        return RequestUtils.serialize(header, (short) 0, versions, question.apiVersion());
    }

    /** Stops listening and ends all connections. May be called again. */
    @Override
    public synchronized void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A socket cannot be closed", e);
        }
    }
}
