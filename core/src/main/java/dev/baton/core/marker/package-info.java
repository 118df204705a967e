/** Marker objects: the token for clients that only look whether an object exists (protocol, section 9). */
@NullMarked
package dev.baton.core.marker;

import org.jspecify.annotations.NullMarked;
