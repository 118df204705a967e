/** Deciding: the health of regions and what a monitor does about it (protocol, sections 6 and 7). */
@NullMarked
package dev.baton.core.monitor;

import org.jspecify.annotations.NullMarked;
