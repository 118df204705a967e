/** Mirrors the token as marker objects (protocol, section 9). */
@NullMarked
package dev.baton.runtime.marker;

import org.jspecify.annotations.NullMarked;
