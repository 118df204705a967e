/** When a send is acknowledged (protocol, rule A). */
@NullMarked
package dev.baton.core.ack;

import org.jspecify.annotations.NullMarked;
