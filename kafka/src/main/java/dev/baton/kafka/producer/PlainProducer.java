package dev.baton.kafka.producer;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka producer of one region, from when the region is written to until it is OUT. What it does not deliver in that time is
 * dropped with it: the lanes know what a later one must send. Safe for use by several threads.
 */
final class PlainProducer {

    private final int region;
    private final RegionWriter.Settings settings;
    private final Producer<byte[], byte[]> kafka;
    private volatile boolean closed;
    private volatile boolean broken;

    PlainProducer(RegionWriter.Settings settings) {
        this.region = settings.index();
        this.settings = settings;
        this.kafka = settings.client().get();
    }

    int region() {
        return region;
    }

    /**
     * Hands over one event, under the lock of its lane; false if there is no room or no metadata right now. Never blocks.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback tells, and without another object
    boolean send(InFlight event) {
        Answer answer = new Answer(event);
        try {
            kafka.send(here(event.record), answer);
        } catch (IllegalStateException e) {
            return false; // closed in this moment
        } catch (KafkaException e) {
            if (closed) {
                return false; // not its fault
            }
            event.failedWith(refusal(e));
        }
        return !answer.rejected;
    }

    private KafkaException refusal(Exception why) {
        return new KafkaException("Region " + settings.region() + " refused the event: " + why.getMessage(), why);
    }

    private ProducerRecord<byte[], byte[]> here(ProducerRecord<byte[], byte[]> record) {
        String topic = settings.topic(record.topic());
        return topic.equals(record.topic())
                ? record
                : new ProducerRecord<>(
                        topic, record.partition(), record.timestamp(), record.key(), record.value(), record.headers());
    }

    /** The number of partitions, or 0 if it is not known yet; asking makes it known soon. */
    int partitions(String topic) {
        try {
            return kafka.partitionsFor(topic).size();
        } catch (TimeoutException e) {
            return 0;
        } catch (KafkaException e) {
            broken |= isAboutTheClient(e);
            return 0;
        }
    }

    /** True once this client can do no more, whatever the region can: the next one starts afresh. */
    boolean isBroken() {
        return broken;
    }

    /** About the client's session rather than the event: another client may succeed with the same event. */
    private static boolean isAboutTheClient(Exception why) {
        return why instanceof AuthenticationException || why instanceof OutOfOrderSequenceException;
    }

    Map<MetricName, ? extends Metric> metrics() {
        return kafka.metrics();
    }

    /** Waits no longer than {@code deadline} for what was handed over; what is left is dropped. */
    void close(Duration deadline) {
        closed = deadline.isZero();
        kafka.close(deadline);
        closed = true;
    }

    /** One region's answer to one event. */
    private final class Answer implements Callback {

        private final InFlight event;
        private boolean rejected;

        Answer(InFlight event) {
            this.event = event;
        }

        @Override
        public void onCompletion(RecordMetadata metadata, @Nullable Exception exception) {
            Lane lane = event.lane;
            if (exception == null) {
                lane.acknowledged(event.acknowledgedBy(region, metadata, settings.preferred()));
            } else if (isAboutTheClient(exception)) {
                rejected = true;
                broken = true; // the event goes on with the next client
            } else if (Thread.holdsLock(lane)) {
                // Inside send(); who called it drains the lane afterwards.
                if (exception instanceof TimeoutException || closed) {
                    rejected = true; // no room, no metadata or too late: nothing was handed over
                } else {
                    event.failedWith(refusal(exception));
                }
            } else if (!closed) {
                event.failedWith(refusal(exception));
                lane.drain();
            }
        }
    }
}
