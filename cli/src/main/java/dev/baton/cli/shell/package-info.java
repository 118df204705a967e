/** What every command needs: where it reads and prints, and the options that all of them have. */
@NullMarked
package dev.baton.cli.shell;

import org.jspecify.annotations.NullMarked;
