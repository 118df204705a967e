/** The logs of a region as catch-up and verify use them; adapters of stream services implement these ports. */
@NullMarked
package dev.baton.runtime.log;

import org.jspecify.annotations.NullMarked;
