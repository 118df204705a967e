/**
 * Baton in Spark: {@code format("baton")} reads the events of a stream in the region that holds the baton, and writes their effects
 * to a database, exactly once (rules D and F).
 */
@NullMarked
package dev.baton.spark;

import org.jspecify.annotations.NullMarked;
