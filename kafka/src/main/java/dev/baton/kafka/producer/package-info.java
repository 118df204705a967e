/** Writing every event to every region: Kafka's {@code Producer} over one plain producer per region (protocol, rule A). */
@NullMarked
package dev.baton.kafka.producer;

import org.jspecify.annotations.NullMarked;
