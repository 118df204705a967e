package dev.baton.kafka.consumer;

import dev.baton.core.EventsExpiredException;
import dev.baton.core.FencedException;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.Term;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.catchup.Span;
import dev.baton.runtime.gate.Gatekeeper;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the assigned logs of one region and gives each event once, in the log's order, while the gate is open (rule D).
 *
 * <p>A standby is no special case: it reads ahead, drops what the active region has done, and keeps the rest, up to a limit,
 * until its own gate opens. Whatever goes wrong ends in {@link #rewind}: what is in hand is forgotten and read again, and the
 * frontier tells what had taken effect.
 *
 * <p>For one thread.
 */
final class EventReader<K, V> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventReader.class);
    /** How long a poll may keep this thread from looking at the gate. */
    private static final Duration SLICE = Duration.ofMillis(20);

    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

    /**
     * What the reader works with.
     *
     * @param ids reads the ids of the events
     * @param kafka the region's own consumer, which commits nothing by itself
     * @param gate says when events may be given
     * @param progress where the group's frontiers are
     * @param region tells what there is to know about its logs
     * @param metrics where it counts
     */
    record Ports<K, V>(
            EventIds ids,
            Consumer<K, V> kafka,
            Gatekeeper gate,
            Progress progress,
            OwnRegion region,
            ConsumerMetrics metrics,
            LongSupplier nanoTime) {}

    /** Who uses the events; told when events of partitions may come, and when no more will. */
    interface Owner {

        /** The gate has opened, or partitions came while it was open. */
        default void granted(Collection<TopicPartition> partitions) {}

        /** Last chance to confirm what is in hand of these partitions. */
        default void revoked(Collection<TopicPartition> partitions) {}

        /** The partitions are somebody else's already. */
        default void lost(Collection<TopicPartition> partitions) {
            revoked(partitions);
        }
    }

    private final Ports<K, V> ports;
    private final Owner owner;
    private final AssignedLogs<K, V> logs;
    private final Hints<K, V> hints;
    private final LogStarts<K, V> starts;
    private final Standby<K, V> standby;
    private long term; // in which events are given now, 0 in standby
    /** The gate was seen closed in this term: what was dropped then must be read again, even if it is open once more. */
    private boolean interrupted;

    private boolean allClaimed;
    private boolean paused;
    private long nextReport;
    private boolean complained;

    EventReader(Ports<K, V> ports, Owner owner) {
        this.ports = ports;
        this.owner = owner;
        this.logs = new AssignedLogs<>(ports.ids(), ports.region()::stream);
        this.hints = new Hints<>(ports, logs);
        this.starts = new LogStarts<>(ports, logs);
        this.standby = new Standby<>(ports, logs);
        this.nextReport = ports.nanoTime().getAsLong();
    }

    /** Joins the group; partitions come and go inside {@link #poll}. */
    void subscribe(Collection<String> topics) {
        ports.kafka().subscribe(topics, new Rebalances());
    }

    /** Takes these partitions, without a group. */
    void assign(Collection<TopicPartition> partitions) {
        ports.kafka().assign(partitions);
        logs.retain(partitions);
        open(partitions);
    }

    /**
     * Looks at the gate, and at the log for no longer than a moment; gives the next events, about {@code max}, by partition and in
     * the log's order. They are in hand until they are confirmed or {@link #rewind}.
     *
     * @throws FencedException if a newer term has been at the sink
     * @throws EventsExpiredException if retention has deleted events that did not take effect
     */
    Map<TopicPartition, List<ConsumerRecord<K, V>>> poll(Duration timeout, int max) {
        observeGate();
        claim();
        if (term == 0) {
            standby.followIfDue();
        }
        throttle();
        boolean waiting = mayGive() && logs.hasPending();
        Duration wait = waiting ? Duration.ZERO : timeout.compareTo(SLICE) < 0 ? timeout : SLICE;
        hints.commitIfDue();
        ports.ids().forget();
        try {
            ConsumerRecords<K, V> records = ports.kafka().poll(wait);
            Map<TopicPartition, List<ConsumerRecord<K, V>>> given = taken(records, max);
            turn();
            return given;
        } catch (InvalidOffsetException e) {
            starts.resolve(e, mayGive());
            return Map.of();
        } catch (RuntimeException e) {
            rewind(); // nothing of it was given, so nothing of it may count as given
            throw e;
        }
    }

    private Map<TopicPartition, List<ConsumerRecord<K, V>>> taken(ConsumerRecords<K, V> records, int max) {
        if (mayGive() && !logs.hasPending()) {
            return logs.deliver(records);
        }
        logs.read(records);
        return mayGive() ? logs.take(max) : Map.of();
    }

    /** At the end of a span's first pass reading goes back to what is late in it (rule C). */
    private void turn() {
        for (PartitionLog<K, V> log : logs.all()) {
            if (log.isInSpan()) {
                long goOn = log.turn(ports.kafka().position(log.topicPartition()));
                if (goOn >= 0) {
                    ports.kafka().seek(log.topicPartition(), goOn);
                }
            }
        }
    }

    private boolean mayGive() {
        return allClaimed && mayGoOn();
    }

    /**
     * True while the gate is open in the term in which events are given; to be asked before each event. Once it is false it
     * stays false until the next poll, which reads again what was dropped.
     */
    boolean mayGoOn() {
        if (term == 0 || interrupted) {
            return false;
        }
        interrupted = ports.gate().openTerm() != term;
        return !interrupted;
    }

    /** The term in which events are given. */
    Term term() {
        return new Term(term);
    }

    /** The assigned logs. */
    Collection<PartitionLog<K, V>> logs() {
        return logs.all();
    }

    /** The log of this partition, which must be assigned. */
    PartitionLog<K, V> log(TopicPartition partition) {
        return logs.get(partition);
    }

    /** Forgets everything in hand and reads it again; the logs must be claimed anew. */
    void rewind() {
        logs.all().forEach(this::rewind);
        allClaimed = false;
    }

    private void rewind(PartitionLog<K, V> log) {
        log.unclaimed();
        long from = log.rewind();
        if (from >= 0) {
            ports.kafka().seek(log.topicPartition(), from);
        }
    }

    private void observeGate() {
        long open = ports.gate().openTerm();
        if (open != term || interrupted) {
            if (term != 0) {
                close("gate-closed", logs.partitions());
            }
            if (open != 0) {
                term = open;
                LOG.atInfo()
                        .addKeyValue("event", "gate-open")
                        .addKeyValue("term", term)
                        .log("Processing");
                owner.granted(logs.partitions());
            }
        }
        if (term == 0 && ports.gate().isStopDue() && ports.nanoTime().getAsLong() - nextReport >= 0) {
            reportStopped();
        }
    }

    private void close(String event, Collection<TopicPartition> partitions) {
        owner.revoked(partitions);
        LOG.atInfo()
                .addKeyValue("event", event)
                .addKeyValue("term", term)
                .addKeyValue("gate", ports.gate().describe())
                .log("Not processing");
        term = 0;
        interrupted = false;
        rewind();
    }

    /** What was in hand is durable or forgotten; the next holder must be able to see the frontier before it is told. */
    private void reportStopped() {
        nextReport = ports.nanoTime().getAsLong() + REPORT_NANOS;
        if (!ports.progress().settle()) {
            return; // said there; the monitor waits for views to expire instead
        }
        try {
            ports.gate().reportStopped();
        } catch (StoreUnavailableException e) {
            LOG.atWarn()
                    .addKeyValue("event", "stop-not-reported")
                    .addKeyValue("why", e.getMessage())
                    .log("Stopped, but could not say so; the handover takes its full time");
        }
    }

    private void claim() {
        if (term == 0 || allClaimed && logs.all().stream().allMatch(PartitionLog::isClaimed)) {
            return;
        }
        allClaimed = false;
        try {
            RegionJournal journal = ports.region().journal();
            for (PartitionLog<K, V> log : logs.all()) {
                if (!log.isClaimed()) {
                    claim(log, journal.log(log.id()).spans());
                }
            }
            allClaimed = true;
            complained = false;
        } catch (StoreUnavailableException e) {
            if (!complained) {
                complained = true;
                LOG.atWarn()
                        .addKeyValue("event", "not-claimed")
                        .addKeyValue("why", e.getMessage())
                        .log("The frontier cannot be read; trying again");
            }
        }
    }

    /** The spans are known before the first event is given: no episode can end while the gate is open (rule C, step 0). */
    private void claim(PartitionLog<K, V> log, List<Span> spans) {
        if (log.isReordered(spans)) {
            rewind(log);
        }
        if (!log.claimed(ports.progress().claim(log.id(), term()))) {
            restart(log);
        }
    }

    private void restart(PartitionLog<K, V> log) {
        LOG.atWarn()
                .addKeyValue("event", "frontier-went-back")
                .addKeyValue("log", log.id())
                .log("The sink knows less than it did, as a copy that lagged would; reading the log from its start");
        log.restart();
        ports.kafka().seekToBeginning(List.of(log.topicPartition()));
    }

    /** Reading ahead has a limit. */
    private void throttle() {
        boolean full = logs.isFull();
        if (full) {
            ports.kafka().pause(logs.partitions());
        } else if (paused) {
            ports.kafka()
                    .resume(logs.all().stream()
                            .filter(log -> !log.isHeld())
                            .map(PartitionLog::topicPartition)
                            .toList());
        }
        paused = full;
    }

    private void open(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            allClaimed &= !logs.add(partition);
        }
    }

    /** Stops, says so, and leaves the group. */
    @Override
    public void close() {
        try {
            if (term != 0) {
                close("closing", logs.partitions());
            }
            boolean settled = ports.progress().settle();
            if (settled) {
                hints.commit(logs.partitions());
                ports.gate().close();
            } else {
                ports.gate().abandon();
            }
        } catch (StoreUnavailableException e) {
            LOG.atWarn()
                    .addKeyValue("event", "stop-not-reported")
                    .addKeyValue("why", e.getMessage())
                    .log("Closed");
        } finally {
            ports.progress().close();
            ports.metrics().close();
            ports.kafka().close(CloseOptions.timeout(CLOSE_DEADLINE));
        }
    }

    /** Partitions come and go while the group is rebalanced. */
    private final class Rebalances implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            open(partitions);
            if (term != 0 && !partitions.isEmpty()) {
                owner.granted(partitions);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (partitions.isEmpty()) {
                return;
            }
            if (term != 0) {
                owner.revoked(partitions);
            }
            hints.commit(partitions);
            logs.remove(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            if (term != 0) {
                owner.lost(partitions);
            }
            logs.remove(partitions);
        }
    }
}
