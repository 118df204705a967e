/** What a sink promises, and the port of the fenced one (protocol, rule F). */
@NullMarked
package dev.baton.core.sink;

import org.jspecify.annotations.NullMarked;
