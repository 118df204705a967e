/** Whether the regions hold the same events, for people and programs. */
@NullMarked
package dev.baton.cli.verify;

import org.jspecify.annotations.NullMarked;
