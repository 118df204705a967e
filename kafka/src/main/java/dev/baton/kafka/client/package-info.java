/** What producers and consumers share: the configuration they are given and the properties of Kafka's own clients. */
@NullMarked
package dev.baton.kafka.client;

import org.jspecify.annotations.NullMarked;
