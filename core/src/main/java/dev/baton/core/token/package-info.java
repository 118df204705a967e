/** The token: who holds the baton, its legal changes, and views of it (protocol, section 3, rule V). */
@NullMarked
package dev.baton.core.token;

import org.jspecify.annotations.NullMarked;
