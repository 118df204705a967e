/** Benchmarks that print a ratio against the plain thing in one run. */
@NullMarked
package dev.baton.bench;

import org.jspecify.annotations.NullMarked;
