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
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Frontiers published to every region after the effects; nothing is fenced. For one thread. */
final class PublishedProgress implements Progress {

    /** A planned switchover takes this much longer where a region does not take the last frontier. */
    private static final Duration SETTLE_DEADLINE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(PublishedProgress.class);

    private final FrontierTopic topic;
    private final TokenStore tokens;

    PublishedProgress(FrontierTopic topic, TokenStore tokens) {
        this.topic = topic;
        this.tokens = tokens;
    }

    /** What is taken over is published again: another region may lack what the owner before could not tell it. */
    @Override
    public Frontier claim(LogId log, Term term) {
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

    /** Sends the frontier to every region, and waits for none. */
    void publish(LogId log, Term term, Frontier frontier) {
        topic.publish(log, term, frontier);
    }

    @Override
    public void tend() {
        topic.tend();
    }

    @Override
    public BooleanSupplier arrival() {
        return topic.arrival();
    }

    @Override
    public boolean awaitArrival(Duration deadline) throws InterruptedException {
        return topic.awaitPublished(List.of(topic.own()), deadline).isEmpty();
    }

    @Override
    public boolean settle() {
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
