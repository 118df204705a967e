/** Drives catch-up: makes the logs of a region that was lost whole again, from those of another (rule C). */
@NullMarked
package dev.baton.runtime.catchup;

import org.jspecify.annotations.NullMarked;
