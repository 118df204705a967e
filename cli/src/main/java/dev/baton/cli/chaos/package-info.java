/** {@code scripts/chaos}: two real regions under random but repeatable faults, and an independent judge. */
@NullMarked
package dev.baton.cli.chaos;

import org.jspecify.annotations.NullMarked;
