/** Logs of a region without a stream service. */
@NullMarked
package dev.baton.testkit.log;

import org.jspecify.annotations.NullMarked;
