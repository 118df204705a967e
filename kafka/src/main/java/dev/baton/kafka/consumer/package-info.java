/**
 * Reading one region's logs, each event once, while the gate is open: Kafka's {@code Consumer}, and the loop that turns events
 * into effects (protocol, rules D and F).
 */
@NullMarked
package dev.baton.kafka.consumer;

import org.jspecify.annotations.NullMarked;
