/** The micro-batch source: the driver plans stretches of the region's logs while its gate is open, executors read them. */
@NullMarked
package dev.baton.spark.source;

import org.jspecify.annotations.NullMarked;
