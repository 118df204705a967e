/** The fenced sink for tables of a lake: one commit of the table for each batch, with rows, term and frontiers (rule F). */
@NullMarked
package dev.baton.spark.lake;

import org.jspecify.annotations.NullMarked;
