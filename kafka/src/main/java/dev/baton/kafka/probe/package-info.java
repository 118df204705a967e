/** Finds out whether a region's Kafka serves its clients, by being one (protocol, section 7). */
@NullMarked
package dev.baton.kafka.probe;

import org.jspecify.annotations.NullMarked;
