/** {@code scripts/simulate}: thousands of histories of the protocol, each from a seed. */
@NullMarked
package dev.baton.cli.simulate;

import org.jspecify.annotations.NullMarked;
