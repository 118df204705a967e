/**
 * A deterministic simulator of the whole protocol: the classes of core, driven in one thread by one seed, under faults of every
 * kind that are drawn anew for each history. After every step the promises of the protocol are checked against all that is true.
 */
@NullMarked
package dev.baton.testkit.simulation;

import org.jspecify.annotations.NullMarked;
