/** Whether the regions hold the same events, told by their ids. */
@NullMarked
package dev.baton.runtime.verify;

import org.jspecify.annotations.NullMarked;
