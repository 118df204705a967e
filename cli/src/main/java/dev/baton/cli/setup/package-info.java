/** The commands that set an installation up: its configuration and its first token. */
@NullMarked
package dev.baton.cli.setup;

import org.jspecify.annotations.NullMarked;
