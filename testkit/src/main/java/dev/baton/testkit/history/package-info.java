/**
 * The independent judge: pure functions of what producers wrote down and what a sink's own history says. It knows nothing of Baton's
 * logs, frontiers or token.
 */
@NullMarked
package dev.baton.testkit.history;

import org.jspecify.annotations.NullMarked;
