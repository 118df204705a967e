package dev.baton.kafka.probe;

import java.util.ArrayList;
import java.util.List;

/**
 * What a service that speaks Kafka's protocol does of what Baton would use. Immutable.
 *
 * @param idempotence whether it has idempotent producers; without, order needs one request at a time
 * @param headers whether it keeps the headers of records; without, events go in envelopes
 * @param timestamps whether it keeps the timestamps of records, or puts its own in their place
 * @param settings whether it tells the settings of topics
 */
public record Abilities(boolean idempotence, boolean headers, boolean timestamps, boolean settings) {

    /** What to assume of a service that cannot be tried out. */
    public static final Abilities NONE = new Abilities(false, false, false, false);

    /** What it lacks and what follows from that, in sentences; empty if nothing. */
    public List<String> lacking() {
        List<String> lacking = new ArrayList<>();
        if (!idempotence) {
            lacking.add("it has no idempotent producers, so one request at a time is sent to each broker");
        }
        if (!headers) {
            lacking.add("it keeps no headers, so events are written in envelopes, which other consumers see");
        }
        if (!timestamps) {
            lacking.add("it puts its own timestamps on records, so an event's time there is when it was stored");
        }
        if (!settings) {
            lacking.add("it does not tell the settings of topics, so 'config check' compares none");
        }
        return lacking;
    }
}
