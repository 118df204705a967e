/** The commands that write events and read them. */
@NullMarked
package dev.baton.cli.events;

import org.jspecify.annotations.NullMarked;
