/** Whether this region may process right now (protocol, section 5). */
@NullMarked
package dev.baton.core.gate;

import org.jspecify.annotations.NullMarked;
