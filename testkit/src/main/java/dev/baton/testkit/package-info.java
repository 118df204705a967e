/**
 * Building blocks of the two-region testbed: real processes, brokers, databases and network faults on one machine.
 *
 * <p>{@link dev.baton.testkit.process} starts, freezes and kills processes and leaves none behind;
 * {@link dev.baton.testkit.broker} runs single-node Kafka brokers; {@link dev.baton.testkit.network} cuts and heals
 * links between zones; {@link dev.baton.testkit.postgres} runs PostgreSQL. Everything listens on 127.0.0.1 only.
 */
@NullMarked
package dev.baton.testkit;

import org.jspecify.annotations.NullMarked;
