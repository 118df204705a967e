/** The token as it is stored: its JSON form, and the one place where a write of unknown outcome is settled. */
@NullMarked
package dev.baton.runtime.token;

import org.jspecify.annotations.NullMarked;
