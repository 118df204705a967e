package dev.baton.cli.demo.stage;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.catchup.DeliveryOrder;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.event.EventIdHeader;
import dev.baton.core.frontier.Frontier;
import dev.baton.kafka.client.Installation;
import dev.baton.runtime.catchup.JournalStore;
import dev.baton.testkit.TestbedException;
import dev.baton.testkit.history.EventName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * What a consumer would be given if it read a region's logs from the beginning to the end: in delivery order (rule C), each event
 * once (rule D). Read straight from its service, as a {@link RegionLog} is. For one thread.
 */
public final class DeliveredLog {

    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<String, String> consumer;
    private final long deadlineNanos;
    private final Visitor visitor;
    private final EventIdHeader id = new EventIdHeader();

    /** Takes one event. */
    public interface Visitor {
        /** The next event of that partition. */
        void event(int partition, EventName event);
    }

    private DeliveredLog(Consumer<String, String> consumer, long deadlineNanos, Visitor visitor) {
        this.consumer = consumer;
        this.deadlineNanos = deadlineNanos;
        this.visitor = visitor;
    }

    /** What catch-ups have noted of a region's logs. */
    private static RegionJournal journal(Path config, RegionId region) {
        try (Installation installation = Installation.open(config)) {
            return new JournalStore(installation.store(), installation.config().name()).read(region);
        }
    }

    /**
     * Reads everything, one partition after the other.
     *
     * @param config of the installation, whose journal of the region says the order
     * @throws KafkaException if the region does not answer
     * @throws TestbedException if it was not read to its end in time
     */
    static void read(
            RegionService service, List<LogId> logs, Path config, RegionId region, Duration atMost, Visitor visitor) {
        RegionJournal journal = journal(config, region);
        try (Consumer<String, String> consumer = service.reader()) {
            DeliveredLog reading = new DeliveredLog(consumer, System.nanoTime() + atMost.toNanos(), visitor);
            logs.forEach(
                    log -> reading.read(log, new DeliveryOrder(journal.log(log).spans())));
        }
    }

    private void read(LogId log, DeliveryOrder order) {
        TopicPartition partition = new TopicPartition(log.stream(), log.partition());
        consumer.assign(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        consumer.seekToBeginning(List.of(partition));
        Frontier given = new Frontier();
        while (true) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new TestbedException(log + " was not read to its end in time");
            }
            long passEnd = Math.min(end, order.passEnd());
            if (consumer.position(partition) < passEnd) {
                consumer.poll(POLL).records(partition).stream()
                        .filter(record -> record.offset() < passEnd && isDue(record, order, given))
                        .forEach(record -> visitor.event(log.partition(), EventName.of(Payload.event(record.value()))));
            } else if (order.passEnd() <= end) {
                consumer.seek(partition, order.turn());
            } else {
                return;
            }
        }
    }

    private boolean isDue(ConsumerRecord<String, String> record, DeliveryOrder order, Frontier given) {
        Header header = record.headers().lastHeader(EventIdHeader.NAME);
        if (header == null || !id.read(header.value())) {
            return order.isDueWithoutId();
        }
        return order.isDue(record.offset(), id.producer(), id.sequence(), id.episode())
                && given.add(id.producer(), id.sequence());
    }
}
