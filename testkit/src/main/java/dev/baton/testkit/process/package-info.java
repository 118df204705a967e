/** Child processes that can be frozen, killed and measured, and the janitor that outlives a crashed parent. */
@NullMarked
package dev.baton.testkit.process;

import org.jspecify.annotations.NullMarked;
