package dev.baton.kafka.consumer;

import dev.baton.core.InvalidTokenException;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.core.token.TokenStore;
import dev.baton.kafka.frontier.FrontierTopic;
import dev.baton.kafka.frontier.Lookout;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frontiers published to every region after the effects; nothing is fenced. They may be held back for a moment, so that a fast
 * reader does not publish after every poll: an unplanned failover repeats what took effect in that time. For one thread.
 */
final class PublishedProgress implements Progress {

    /** A planned switchover takes this much longer where a region does not take the last frontier. */
    private static final Duration SETTLE_DEADLINE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(PublishedProgress.class);

    private final FrontierTopic topic;
    private final Lookout lookout;
    private final TokenStore tokens;
    private final long intervalNanos;
    private final LongSupplier nanoTime;
    private final Map<LogId, Grown> held = new LinkedHashMap<>();
    private long lastPublish;

    /** A frontier that is yet to be published; it may still grow. */
    private record Grown(Term term, Frontier frontier) {}

    /** {@code interval} is how long a frontier may be held back at most; zero to publish each at once. */
    PublishedProgress(
            FrontierTopic topic, Lookout lookout, TokenStore tokens, Duration interval, LongSupplier nanoTime) {
        this.topic = topic;
        this.lookout = lookout;
        this.tokens = tokens;
        this.intervalNanos = interval.toNanos();
        this.nanoTime = nanoTime;
        this.lastPublish = nanoTime.getAsLong();
    }

    /** What is taken over is published again: another region may lack what the owner before could not tell it. */
    @Override
    public Frontier claim(LogId log, Term term) {
        flush();
        Frontier frontier = topic.read(log);
        if (frontier.producers() > 0) {
            topic.publish(log, term, frontier);
        }
        return frontier;
    }

    @Override
    public Frontier peek(LogId log) {
        return topic.read(log);
    }

    /** The frontier has grown: it is sent to every region within the interval, and waited for nowhere. */
    void publish(LogId log, Term term, Frontier frontier) {
        held.put(log, new Grown(term, frontier));
        publishIfDue();
    }

    private void publishIfDue() {
        if (!held.isEmpty() && nanoTime.getAsLong() - lastPublish >= intervalNanos) {
            flush();
        }
    }

    private void flush() {
        lastPublish = nanoTime.getAsLong();
        held.forEach((log, grown) -> {
            lookout.tend(log, grown.frontier());
            topic.publish(log, grown.term(), grown.frontier());
        });
        held.clear();
    }

    @Override
    public void tend() {
        publishIfDue();
        topic.tend();
    }

    @Override
    public BooleanSupplier arrival() {
        flush();
        return topic.arrival();
    }

    @Override
    public boolean awaitArrival(Duration deadline) throws InterruptedException {
        flush();
        return topic.awaitPublished(List.of(topic.own()), deadline).isEmpty();
    }

    @Override
    public boolean settle() {
        flush();
        try {
            Token token = tokens.read();
            List<RegionId> up = token.regions().keySet().stream()
                    .filter(region -> token.sync(region) != Sync.OUT)
                    .toList();
            List<RegionId> missing = topic.awaitPublished(up, SETTLE_DEADLINE);
            if (!missing.isEmpty()) {
                LOG.atWarn()
                        .addKeyValue("event", "stop-not-reported")
                        .addKeyValue("missing", missing)
                        .log(
                                "Stopped, but the final frontier has not reached every region; the handover takes its full time");
            }
            return missing.isEmpty();
        } catch (StoreUnavailableException
                | InvalidTokenException e) { // a stop that is not certain must end nobody's loop
            LOG.atWarn()
                    .addKeyValue("event", "stop-not-reported")
                    .addKeyValue("why", e.getMessage())
                    .log("Stopped, but cannot tell which regions must know; the handover takes its full time");
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        topic.close();
    }
}
