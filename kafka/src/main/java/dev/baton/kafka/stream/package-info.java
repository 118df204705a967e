/** Kafka's client interfaces over a stream service that is not Kafka, so that whatever uses those interfaces works in such a region. */
@NullMarked
package dev.baton.kafka.stream;

import org.jspecify.annotations.NullMarked;
