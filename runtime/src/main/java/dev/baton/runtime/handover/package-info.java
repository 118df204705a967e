/** Moves the baton because somebody wants it moved: both steps of rule H, driven from beginning to end. */
@NullMarked
package dev.baton.runtime.handover;

import org.jspecify.annotations.NullMarked;
