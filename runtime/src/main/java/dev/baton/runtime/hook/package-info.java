/** Hooks: what is done when the token changes, at least once and in order, without ever holding the token back. */
@NullMarked
package dev.baton.runtime.hook;

import org.jspecify.annotations.NullMarked;
