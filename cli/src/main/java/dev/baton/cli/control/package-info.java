/** The commands that watch the regions and move the baton. */
@NullMarked
package dev.baton.cli.control;

import org.jspecify.annotations.NullMarked;
