/** The logs of a region on Kafka, as catch-up and verify use them. */
@NullMarked
package dev.baton.kafka.log;

import org.jspecify.annotations.NullMarked;
