/** Event ids and how they travel on the wire (protocol, sections 1 and 2). */
@NullMarked
package dev.baton.core.event;

import org.jspecify.annotations.NullMarked;
