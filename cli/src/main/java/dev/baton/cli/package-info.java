/** The commands: parsing and printing only. */
@NullMarked
package dev.baton.cli;

import org.jspecify.annotations.NullMarked;
