/** The rows that the demo replays, from CSV or JSON lines. */
@NullMarked
package dev.baton.cli.demo.input;

import org.jspecify.annotations.NullMarked;
