/** A PostgreSQL server as a child process. */
@NullMarked
package dev.baton.testkit.postgres;

import org.jspecify.annotations.NullMarked;
