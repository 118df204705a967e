/**
 * A register over three stores, any one of which may be lost (protocol, rule Q): CASPaxos, after D. Rystsov, "CASPaxos:
 * Replicated State Machines without logs" (2018). What decides is here; who sends the requests, and when to give up on
 * an answer, is the shell's.
 */
@NullMarked
package dev.baton.core.quorum;

import org.jspecify.annotations.NullMarked;
