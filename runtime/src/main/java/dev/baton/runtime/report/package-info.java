/** What monitors and clients make known of the regions, an object for each beside the token (protocol, section 7). */
@NullMarked
package dev.baton.runtime.report;

import org.jspecify.annotations.NullMarked;
