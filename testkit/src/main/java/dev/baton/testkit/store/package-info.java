/**
 * Object stores for tests and demos: one in memory that fails on demand, one behind HTTP, and the contract for all of
 * them.
 */
@NullMarked
package dev.baton.testkit.store;

import org.jspecify.annotations.NullMarked;
