/** Threads for what follows the token without ever holding it back. */
@NullMarked
package dev.baton.runtime.follow;

import org.jspecify.annotations.NullMarked;
