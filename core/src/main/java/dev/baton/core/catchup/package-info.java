/**
 * How a region that was lost becomes whole again (rule C): which events are copied into its log, and in which order that log is
 * read afterwards.
 */
@NullMarked
package dev.baton.core.catchup;

import org.jspecify.annotations.NullMarked;
