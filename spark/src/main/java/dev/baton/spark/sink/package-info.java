/** The fenced sink: one transaction for each partition of the stream, with effects, frontier and claim (rule F). */
@NullMarked
package dev.baton.spark.sink;

import org.jspecify.annotations.NullMarked;
