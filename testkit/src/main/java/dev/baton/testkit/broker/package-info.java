/** Single-node Kafka brokers as child processes. */
@NullMarked
package dev.baton.testkit.broker;

import org.jspecify.annotations.NullMarked;
