package dev.baton.kafka.consumer;

import dev.baton.core.StoreUnavailableException;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.frontier.Reconciliation.Differences;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what the active region does: drops what has taken effect there, and says so if it does not match what the own region's
 * log has (rule D). For one thread.
 */
final class Standby<K, V> {

    /** How long an event may be in one region and not in the other before that is worth a warning. */
    static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final Logger LOG = LoggerFactory.getLogger(Standby.class);
    private static final long FOLLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final EventReader.Ports<K, V> ports;
    private final AssignedLogs<K, V> logs;
    private long nextFollow;

    Standby(EventReader.Ports<K, V> ports, AssignedLogs<K, V> logs) {
        this.ports = ports;
        this.logs = logs;
        this.nextFollow = ports.nanoTime().getAsLong();
    }

    /** Twice a second, and without waiting; to be called often. */
    void followIfDue() {
        long now = ports.nanoTime().getAsLong();
        if (now - nextFollow < 0) {
            return;
        }
        nextFollow = now + FOLLOW_NANOS;
        boolean isWhole = ports.gate().isInSync();
        try {
            for (PartitionLog<K, V> log : logs.all()) {
                Frontier effective = ports.progress().peek(log.id());
                log.follow(effective);
                if (isWhole) {
                    compare(log, effective, now);
                } else {
                    log.reconciliation().reset(); // what a region lacks while it is OUT is no news
                }
            }
        } catch (StoreUnavailableException e) {
            LOG.atDebug().addKeyValue("event", "not-following").log(e.getMessage());
        }
    }

    private void compare(PartitionLog<K, V> log, Frontier effective, long now) {
        OptionalLong lag = ports.kafka().currentLag(log.topicPartition());
        if (lag.isEmpty() || log.isInSpan()) {
            return; // where the log ends, or what of it was read, is not known now
        }
        long position = ports.kafka().position(log.topicPartition());
        log.reconciliation()
                .look(effective, position, position + lag.getAsLong(), now)
                .filter(found -> !found.isNone())
                .ifPresent(found -> warn(log, found));
    }

    private void warn(PartitionLog<K, V> log, Differences found) {
        long onlyThere = found.onlyThere().events();
        long onlyHere = found.onlyHere().events();
        ports.metrics().differ(onlyThere, onlyHere);
        LOG.atWarn()
                .addKeyValue("event", "regions-differ")
                .addKeyValue("log", log.id())
                .addKeyValue("only-in-active-region", onlyThere)
                .addKeyValue("only-here", onlyHere)
                .log(
                        "This region and the active one do not have the same events; 'baton verify {}' shows which",
                        log.id().stream());
    }
}
