package dev.baton.testkit.cloud;

import com.sun.net.httpserver.HttpExchange;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.testkit.http.HttpListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One service of a cloud on a free port of 127.0.0.1. Signatures are verified, and requests go wrong when told to:
 * faults are taken in the order given, one by each request of their kind, reads or writes.
 *
 * <p>For tests and demos. Safe for use by several threads.
 */
public final class CloudServer implements AutoCloseable {

    /** Each request that is held back needs a thread. */
    private static final int THREADS = 24;

    /** Also of a request that is too large for the service, so that it can say so. */
    private static final int MAX_BODY = ObjectStore.MAX_BYTES + (8 << 20);

    private static final int NOT_MODIFIED = 304;
    private static final byte[] NOTHING = new byte[0];

    private final CloudApi api;
    private final SignatureCheck signatures;
    private final Deque<CloudFault> writeFaults = new ArrayDeque<>();
    private final Deque<CloudFault> readFaults = new ArrayDeque<>();
    private final List<CloudRequest> late = new ArrayList<>();
    private final List<HttpExchange> unanswered = new ArrayList<>();
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger unchangedReads = new AtomicInteger();
    private final String what;
    private final InetSocketAddress address;
    private volatile HttpListener listener;
    private volatile Consumer<String> beforeEachRequest = request -> {};
    private volatile @Nullable CloudFault lasting;
    private volatile Duration delay = Duration.ZERO;

    private CloudServer(String what, CloudApi api, SignatureCheck signatures) {
        this(what, api, signatures, HttpListener.anyPort());
    }

    private CloudServer(String what, CloudApi api, SignatureCheck signatures, InetSocketAddress address) {
        this.what = what;
        this.api = api;
        this.signatures = signatures;
        this.listener = HttpListener.start(what, address, THREADS, this::handle);
        this.address = new InetSocketAddress(address.getAddress(), listener.port());
    }

    /**
     * One bucket as S3 serves it, by path. Conditions are checked and kept in one atomic step, which no S3 server does
     * that Maven can bring.
     *
     * @param secrets of the access keys that may sign (SigV4), by their ids
     * @param pageSize how many keys one list holds
     */
    public static CloudServer s3(String bucket, Map<String, String> secrets, int pageSize) {
        return new CloudServer(
                "The S3 server", new S3Api(bucket, pageSize), new AwsSignatureCheck(secrets, Clock.systemUTC()));
    }

    /**
     * One bucket as OCI Object Storage serves it natively.
     *
     * @param user who may sign
     * @param pageSize how many names one list holds
     * @param clock against which the dates of requests are held
     */
    public static CloudServer oci(String namespace, String bucket, OciIdentity user, int pageSize, Clock clock) {
        return new CloudServer(
                "The OCI server",
                new OciObjectApi(namespace, bucket, pageSize),
                new OciSignatureCheck(user.publicKeys(), clock));
    }

    /**
     * One region of OCI Streaming: messages, cursors, groups, and of the control plane get, list and create.
     *
     * @param user who may sign
     * @param clock against which the dates of requests are held
     */
    public static CloudServer ociStreaming(OciStreams streams, OciIdentity user, Clock clock) {
        return ociStreaming(streams, user, clock, HttpListener.anyPort());
    }

    /** As {@link #ociStreaming(OciStreams, OciIdentity, Clock)}, at this address: a region that comes back is where it was. */
    public static CloudServer ociStreaming(
            OciStreams streams, OciIdentity user, Clock clock, InetSocketAddress address) {
        return new CloudServer(
                "The OCI Streaming server",
                new OciStreamingApi(streams),
                new OciSignatureCheck(user.publicKeys(), clock),
                address);
    }

    /**
     * OCI Data Flow in one region, which knows one application.
     *
     * @param user who may sign
     * @param clock against which the dates of requests are held
     */
    public static CloudServer ociDataFlow(String application, OciDataFlow runs, OciIdentity user, Clock clock) {
        return new CloudServer(
                "The OCI Data Flow server",
                new OciDataFlowApi(application, runs),
                new OciSignatureCheck(user.publicKeys(), clock));
    }

    /** Where clients find it, such as {@code http://127.0.0.1:40123/}. */
    public URI uri() {
        return listener.uri();
    }

    /** The next writes go wrong like this, one each. */
    public void failNextWrites(CloudFault... faults) {
        add(writeFaults, faults);
    }

    /** The next reads, lists among them, go wrong like this, one each. */
    public void failNextReads(CloudFault... faults) {
        add(readFaults, faults);
    }

    /** Every request goes wrong like this from now on, until null is given. */
    public void failAll(@Nullable CloudFault fault) {
        lasting = fault;
    }

    /** The next requests go wrong like this, one each of the reads and one each of the writes. */
    public void failNext(CloudFault... faults) {
        failNextReads(faults);
        failNextWrites(faults);
    }

    /** Every request takes so much longer from now on. */
    public void delay(Duration time) {
        delay = time;
    }

    /** Nothing goes wrong any more. */
    public void heal() {
        failAll(null);
        delay(Duration.ZERO);
        clear(readFaults);
        clear(writeFaults);
    }

    /** Connections are refused from now on, and those that are open are cut off. May be called again. */
    public synchronized void refuse() {
        close();
    }

    /** Connections are accepted again, at the same address. May be called again. */
    public synchronized void accept() {
        if (!listener.isOpen()) {
            listener = HttpListener.start(what, address, THREADS, this::handle);
        }
    }

    /** How many writes have arrived so far, whatever became of them. */
    public int writes() {
        return writes.get();
    }

    /** How many reads have arrived so far. */
    public int reads() {
        return reads.get();
    }

    /** How many reads were answered with 304 (not modified) so far. */
    public int unchangedReads() {
        return unchangedReads.get();
    }

    /** Runs before each request, in the server's thread, with its method and path. */
    public void beforeEachRequest(Consumer<String> hook) {
        beforeEachRequest = hook;
    }

    /** Carries out the requests that were late, in the order they were sent; returns how many took effect. */
    public int deliverLate() {
        List<CloudRequest> arriving;
        synchronized (late) {
            arriving = List.copyOf(late);
            late.clear();
        }
        return (int) arriving.stream()
                .filter(request -> api.answer(request).status() / 100 == 2)
                .count();
    }

    /** Stops listening and cuts off whoever waits; new connections are refused. May be called again. */
    @Override
    public void close() {
        listener.close();
        synchronized (late) {
            unanswered.forEach(HttpExchange::close);
            unanswered.clear();
        }
    }

    private static void add(Deque<CloudFault> queue, CloudFault... faults) {
        synchronized (queue) {
            queue.addAll(List.of(faults));
        }
    }

    private static void clear(Deque<CloudFault> queue) {
        synchronized (queue) {
            queue.clear();
        }
    }

    private static @Nullable CloudFault next(Deque<CloudFault> queue) {
        synchronized (queue) {
            return queue.poll();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        CloudRequest request = CloudRequest.of(exchange, MAX_BODY);
        boolean read = request.method().equals("GET") || request.method().equals("HEAD");
        (read ? reads : writes).incrementAndGet();
        beforeEachRequest.accept(request.method() + " " + request.rawPath());
        LockSupport.parkNanos(delay.toNanos());
        Optional<CloudError> refused = signatures.refuse(request);
        if (refused.isPresent()) {
            send(exchange, request, api.error(refused.get()));
            return;
        }
        CloudFault always = lasting;
        CloudFault fault = always == null ? next(read ? readFaults : writeFaults) : always;
        if (fault == null) {
            send(exchange, request, api.answer(request));
        } else {
            goWrong(exchange, request, fault);
        }
    }

    private void goWrong(HttpExchange exchange, CloudRequest request, CloudFault fault) throws IOException {
        switch (fault) {
            case DROPPED -> exchange.close();
            case ANSWER_LOST -> {
                api.answer(request);
                exchange.close();
            }
            case LATE -> {
                synchronized (late) {
                    late.add(request);
                    unanswered.add(exchange);
                }
            }
            case DELAYED -> {
                api.answer(request);
                synchronized (late) {
                    unanswered.add(exchange);
                }
            }
            case REPEATED -> {
                api.answer(request);
                send(exchange, request, api.error(api.conditionNotMet()));
            }
            case CONTENDED -> send(exchange, request, api.error(api.contended()));
            case THROTTLED -> send(exchange, request, api.error(api.throttled()));
            case BROKEN -> send(exchange, request, api.error(api.broken()));
            case BROKEN_LATER -> {
                api.answer(request);
                send(exchange, request, api.error(api.broken()));
            }
            case PARTLY -> send(exchange, request, api.answerPartly(request));
            case GATEWAY -> send(exchange, request, CloudReply.of(502));
            case CUT_OFF -> {
                api.answer(request);
                exchange.sendResponseHeaders(200, 100);
                exchange.getResponseBody().write(NOTHING);
                exchange.getResponseBody().flush();
                exchange.close();
            }
        }
    }

    private void send(HttpExchange exchange, CloudRequest request, CloudReply reply) throws IOException {
        if (reply.status() == NOT_MODIFIED) {
            unchangedReads.incrementAndGet();
        }
        try (exchange) {
            reply.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            byte[] body = request.method().equals("HEAD") ? NOTHING : reply.body();
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }
}
