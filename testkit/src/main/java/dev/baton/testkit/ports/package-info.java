/** TCP ports that stay free until they are bound. */
@NullMarked
package dev.baton.testkit.ports;

import org.jspecify.annotations.NullMarked;
