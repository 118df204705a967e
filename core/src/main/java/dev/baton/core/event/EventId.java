package dev.baton.core.event;

/**
 * Names one event in every region: who wrote it, into which partition, and as which one of that producer there. Immutable.
 *
 * @param producer drawn at random at each producer start
 * @param partition chosen once by the producer and used in every region
 * @param sequence 0, 1, 2 … per producer, stream and partition, assigned before the first write; below
 *     {@link Long#MAX_VALUE}, so that an interval can end after it
 */
public record EventId(ProducerId producer, int partition, long sequence) {

    public EventId {
        if (partition < 0) {
            throw new IllegalArgumentException("partition: " + partition + " is negative");
        }
        if (sequence < 0 || sequence == Long.MAX_VALUE) {
            throw new IllegalArgumentException("sequence: " + sequence + " is negative or too large");
        }
    }

    /** For people and logs: {@code 00f1…9c/3/42}, that is producer, partition, sequence. */
    @Override
    public String toString() {
        return producer + "/" + partition + "/" + sequence;
    }
}
