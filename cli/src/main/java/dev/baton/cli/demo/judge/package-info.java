/** The judge of the demo: pure functions of the ledger of the producer and the rows of the sink. */
@NullMarked
package dev.baton.cli.demo.judge;

import org.jspecify.annotations.NullMarked;
