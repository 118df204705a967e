/** Real processor processes that are frozen or killed in the middle of their work (protocol, rule F). */
@NullMarked
package dev.baton.cli.fencing;

import org.jspecify.annotations.NullMarked;
