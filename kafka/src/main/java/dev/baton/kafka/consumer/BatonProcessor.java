package dev.baton.kafka.consumer;

import dev.baton.core.EventsExpiredException;
import dev.baton.core.FencedException;
import dev.baton.core.LogId;
import dev.baton.core.SinkFailedException;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.sink.DirectSink;
import dev.baton.core.sink.Sink;
import dev.baton.core.sink.TransactionalSink;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.survey.TopicWarnings;
import dev.baton.runtime.gate.Gatekeeper;
import dev.baton.runtime.report.ClientReporter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop that turns events into effects: run the same one in every region, and each event takes effect as often as its
 * {@link Sink} promises, while only the region that holds the baton works and the others stand by.
 *
 * <p>Properties are those of Kafka's consumer plus {@code baton.config} and {@code baton.region}. {@link #run} is for one thread;
 * {@link #close} may be called from any. The sink is closed with the processor if it is transactional.
 */
public final class BatonProcessor<K, V> implements Runnable, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatonProcessor.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(20);

    private final Installation installation;
    private final ConsumerSettings settings;
    private final Gatekeeper gate;
    private final EventReader<K, V> reader;
    private final ClientReporter reporter;
    private final Collection<String> streams;
    private final Effects<K, V> effects;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean closing;
    private volatile boolean running;

    /** How one kind of sink is served. */
    private interface Effects<K, V> {
        void apply(Map<TopicPartition, List<ConsumerRecord<K, V>>> events);
    }

    /** A processor of {@code streams} whose properties name the deserializers. It does nothing before {@link #run}. */
    public BatonProcessor(Map<String, ?> properties, Collection<String> streams, Sink<ConsumerRecord<K, V>> sink) {
        this.installation = Installation.of(properties);
        this.settings = ConsumerSettings.of(installation, properties);
        this.streams = List.copyOf(streams);
        settings.topics(streams); // an unknown stream is an error now, not later
        Progress progress;
        if (sink instanceof TransactionalSink<ConsumerRecord<K, V>> transactional) {
            SinkProgress<ConsumerRecord<K, V>> kept = new SinkProgress<>(transactional, settings.lookout());
            this.effects = events -> commit(kept, events);
            progress = kept;
        } else {
            PublishedProgress published = settings.progress(Duration.ZERO);
            this.effects = events -> apply((DirectSink<ConsumerRecord<K, V>>) sink, published, events);
            progress = published;
        }
        EventIds ids = new EventIds();
        Consumer<K, V> kafka = settings.consumer(ids, null, null);
        this.gate = settings.gate();
        this.reader = new EventReader<>(
                new EventReader.Ports<>(
                        ids, kafka, gate, progress, settings.ownRegion(), settings.metrics(), System::nanoTime),
                new EventReader.Owner() {});
        this.reporter = settings.reporter(kafka);
        TopicWarnings.giveLater(installation.config());
    }

    /**
     * Processes until {@link #close}.
     *
     * @throws FencedException if another term has taken over at the sink: nothing of the refused work took effect
     * @throws EventsExpiredException if retention has deleted events that did not take effect, unless {@code baton.expired=skip}
     * @throws SinkFailedException if an event's effects cannot be written; it comes again when the processor runs again
     */
    @Override
    public void run() {
        running = true;
        try (installation;
                reporter;
                reader) {
            reader.subscribe(settings.topics(streams));
            reporter.start();
            while (!closing) {
                Map<TopicPartition, List<ConsumerRecord<K, V>>> events = reader.poll(POLL, settings.maxPollRecords());
                if (!events.isEmpty()) {
                    effects.apply(events);
                }
            }
        } finally {
            ended.countDown();
        }
    }

    /** Effects and frontiers in one transaction: all of the batch, or nothing (rule F). */
    private void commit(
            SinkProgress<ConsumerRecord<K, V>> progress, Map<TopicPartition, List<ConsumerRecord<K, V>>> events) {
        if (!reader.mayGoOn()) {
            reader.rewind();
            return;
        }
        List<ConsumerRecord<K, V>> batch = new ArrayList<>();
        Map<LogId, Frontier> frontiers = new LinkedHashMap<>();
        events.forEach((partition, records) -> {
            batch.addAll(records);
            PartitionLog<K, V> log = reader.log(partition);
            frontiers.put(log.id(), log.seen());
        });
        progress.commit(batch, frontiers)
                .fold(
                        committed -> {
                            events.keySet()
                                    .forEach(partition -> reader.log(partition).confirm(Long.MAX_VALUE));
                            return true;
                        },
                        superseded -> recover(progress, frontiers.keySet(), superseded.why()),
                        unknown -> recover(progress, frontiers.keySet(), unknown.why()));
    }

    /** Nobody here knows what took effect; the sink does. A claim tells whether this processor is still the one to go on. */
    private boolean recover(SinkProgress<ConsumerRecord<K, V>> progress, Collection<LogId> logs, String why) {
        LOG.atWarn()
                .addKeyValue("event", "commit-not-confirmed")
                .addKeyValue("why", why)
                .log("Asking the sink what took effect");
        try {
            logs.forEach(log -> progress.claim(log, reader.term()));
        } catch (StoreUnavailableException e) {
            LOG.atWarn()
                    .addKeyValue("event", "sink-unavailable")
                    .addKeyValue("why", e.getMessage())
                    .log("Trying again");
        }
        reader.rewind();
        return false;
    }

    /** Effects first, then the frontier: what was in hand at a crash may repeat (rule F, other sinks). */
    private void apply(
            DirectSink<ConsumerRecord<K, V>> sink,
            PublishedProgress progress,
            Map<TopicPartition, List<ConsumerRecord<K, V>>> events) {
        Map<TopicPartition, Long> applied = new LinkedHashMap<>();
        try {
            try {
                applyWhileOpen(sink, events, applied);
            } finally {
                sink.flush();
                confirm(progress, applied);
            }
        } catch (IOException e) {
            throw new SinkFailedException(
                    "The sink failed: " + e.getMessage() + "; the event comes again after a restart", e);
        }
        if (!reader.mayGoOn()) {
            reader.rewind(); // the gate closed: the event in hand was finished, the rest is dropped
        }
    }

    private void applyWhileOpen(
            DirectSink<ConsumerRecord<K, V>> sink,
            Map<TopicPartition, List<ConsumerRecord<K, V>>> events,
            Map<TopicPartition, Long> applied)
            throws IOException {
        for (Map.Entry<TopicPartition, List<ConsumerRecord<K, V>>> log : events.entrySet()) {
            for (ConsumerRecord<K, V> event : log.getValue()) {
                if (!reader.mayGoOn()) {
                    return;
                }
                sink.apply(event);
                applied.put(log.getKey(), event.offset() + 1);
            }
        }
    }

    private void confirm(PublishedProgress progress, Map<TopicPartition, Long> applied) {
        applied.forEach((partition, offset) -> {
            PartitionLog<K, V> log = reader.log(partition);
            log.confirm(offset);
            progress.publish(log.id(), reader.term(), log.durable());
        });
    }

    /** One clause for people: whether this processor may work, or why not. May be called from any thread. */
    public String describeGate() {
        return gate.describe();
    }

    /** Ends {@link #run} after the batch in hand and waits for that, no longer than 20 s. */
    @Override
    public void close() {
        closing = true;
        try {
            if (!running) {
                reader.close();
                reporter.close();
                installation.close();
            } else if (!ended.await(CLOSE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn().addKeyValue("event", "close-timed-out").log("The processor did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
