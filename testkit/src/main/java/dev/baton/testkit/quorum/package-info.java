/** The quorum register under every fault that its stores and proposers can have, and a checker of what came of it. */
@NullMarked
package dev.baton.testkit.quorum;

import org.jspecify.annotations.NullMarked;
