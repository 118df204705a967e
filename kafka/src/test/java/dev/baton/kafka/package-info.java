/** Tests of the clients against two real brokers. */
@NullMarked
package dev.baton.kafka;

import org.jspecify.annotations.NullMarked;
