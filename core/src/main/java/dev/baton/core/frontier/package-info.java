/** Which events have taken effect (protocol, rule D). */
@NullMarked
package dev.baton.core.frontier;

import org.jspecify.annotations.NullMarked;
