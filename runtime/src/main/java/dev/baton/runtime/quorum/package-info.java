/** One object store made of three, any one of which may be lost (protocol, rule Q): what drives the core's register. */
@NullMarked
package dev.baton.runtime.quorum;

import org.jspecify.annotations.NullMarked;
