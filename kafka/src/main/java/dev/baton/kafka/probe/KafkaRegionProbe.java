package dev.baton.kafka.probe;

import dev.baton.core.RegionId;
import dev.baton.runtime.monitor.ProbeResult;
import dev.baton.runtime.monitor.RegionProbe;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RegionProbe} that is a client of the region's Kafka: a record goes to each partition of the topic
 * {@code baton-canary}, is acknowledged by all in-sync replicas, and is read back. Some address of {@code bootstrap.servers} must
 * accept a connection, and every partition must work. The topic is made when it is missing; until it is there, probes are
 * inconclusive.
 *
 * <p>The steps: {@code connect}, {@code metadata} (only when the topic is looked up), {@code write}, {@code acknowledge}, {@code read back}.
 *
 * <p>Everything that may block runs in a thread of its own, so that a probe returns within its timeout even if a name server
 * hangs. The clients stay open from probe to probe. A probe takes about four round trips to the region, the first after an outage
 * more. Two threads besides the caller's, and about 1 MiB.
 */
public final class KafkaRegionProbe implements RegionProbe {

    /** The name of the topic. */
    public static final String TOPIC = CanaryTopic.NAME;

    /** The last part of the timeout, left for the result to be handed over. */
    private static final int MARGIN_FRACTION = 20;

    /** Kafka's clients recover by themselves, within a probe or two. In case they ever do not: after so many failures in a row. */
    private static final int REPLACE_CLIENTS_AFTER = 20;

    private static final Duration CLOSE_DEADLINE = Duration.ofMillis(900);

    private final CanarySettings settings;
    private final Endpoints endpoints;
    private final CanaryCoverage coverage;
    private final Supplier<String> nonces;
    private final ThreadPoolExecutor worker;
    private @Nullable Future<ProbeResult> unfinished; // confined to the probing thread
    private @Nullable Canary canary; // this and the next confined to the worker
    private int failures;

    /**
     * A probe that does not connect before it is used.
     *
     * @param properties of the region for Kafka's clients; {@code bootstrap.servers}, security
     * @param timeout that probes will usually have; waits inside Kafka's clients are bounded by it
     * @param nonces a fresh one at each call, different from those of all other probes
     */
    public KafkaRegionProbe(
            RegionId region, Map<String, String> properties, Duration timeout, Supplier<String> nonces) {
        this(region, properties, List.of(), timeout, nonces);
    }

    /**
     * As above, and sees to it that every broker that shall lead a partition of {@code topics} is probed: the canary topic gets a
     * partition for each that has none.
     */
    public KafkaRegionProbe(
            RegionId region,
            Map<String, String> properties,
            Collection<String> topics,
            Duration timeout,
            Supplier<String> nonces) {
        this.settings = new CanarySettings(region, properties, timeout);
        this.coverage = new CanaryCoverage(settings, topics);
        this.endpoints = new Endpoints(settings.bootstrapServers());
        this.nonces = nonces;
        this.worker = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1), task -> {
            Thread thread = new Thread(task, "baton-probe-clients-" + region);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public ProbeResult probe(Duration timeout) {
        Countdown countdown = new Countdown(timeout);
        Future<ProbeResult> earlier = unfinished;
        if (earlier != null && !hasEnded(earlier, countdown)) {
            return new ProbeResult.Failed(List.of(), "start", "the probe before has not ended yet");
        }
        ProbeRun run = new ProbeRun();
        Countdown inner = new Countdown(countdown.left().minus(timeout.dividedBy(MARGIN_FRACTION)));
        String slow = "no answer within " + timeout.toMillis() + " ms";
        try {
            Future<ProbeResult> current = worker.submit(() -> attempt(run, inner, slow));
            unfinished = current;
            return current.get(countdown.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return run.failed(slow);
        } catch (ExecutionException e) {
            return run.failed(String.valueOf(e.getCause()));
        } catch (RejectedExecutionException e) {
            return run.failed("the probe is closed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return run.failed("interrupted");
        }
    }

    private static boolean hasEnded(Future<ProbeResult> earlier, Countdown countdown) {
        try {
            earlier.get(countdown.left().toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private ProbeResult attempt(ProbeRun run, Countdown countdown, String slow) {
        if (failures == REPLACE_CLIENTS_AFTER) {
            failures = 0;
            dropClients();
        }
        failures++;
        ProbeResult result = steps(run, countdown, slow);
        if (!(result instanceof ProbeResult.Failed)) {
            failures = 0;
            coverage.lookNowAndThen();
        } else if (canary != null) {
            canary.forgetTopic(); // it may have gone: a producer that waits for it does not say so
        }
        return result;
    }

    private ProbeResult steps(ProbeRun run, Countdown countdown, String slow) {
        try {
            run.begin("connect");
            endpoints.connect(countdown);
            if (canary != null && coverage.hasGrown()) {
                canary.forgetTopic();
            }
            Canary clients = clients(run);
            if (!clients.knowsTopic() && !clients.findTopic(countdown)) {
                dropClients(); // offsets and ids of a topic before it mean nothing in a new one
                return run.inconclusive(CanaryTopic.create(settings, countdown).what());
            }
            String nonce = nonces.get();
            run.begin("write");
            List<Future<RecordMetadata>> sent = clients.write(nonce);
            run.begin("acknowledge");
            clients.awaitAcknowledged(sent, countdown);
            run.begin("read back");
            clients.readBack(nonce, countdown);
            return run.ok();
        } catch (UnknownTopicOrPartitionException | UnknownTopicIdException e) {
            dropClients();
            return run.inconclusive("the topic " + TOPIC + " has gone");
        } catch (org.apache.kafka.common.errors.TimeoutException e) {
            return run.failed(slow);
        } catch (IOException e) {
            return run.failed(String.valueOf(e.getMessage()));
        } catch (KafkaException e) {
            return run.failed(why(e));
        }
    }

    /** Of a client that cannot be made, only the cause tells why. */
    private static String why(KafkaException e) {
        Throwable cause = e.getCause();
        return e.getMessage() + (cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }

    private Canary clients(ProbeRun run) {
        Canary open = canary;
        if (open == null || !open.knowsTopic()) {
            run.begin("metadata");
        }
        if (open == null) {
            open = new Canary(settings);
            canary = open;
        }
        return open;
    }

    private void dropClients() {
        Canary open = canary;
        canary = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        if (!worker.isShutdown()) {
            worker.execute(this::dropClients);
            worker.shutdown();
        }
        try {
            if (!worker.awaitTermination(CLOSE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                worker.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
