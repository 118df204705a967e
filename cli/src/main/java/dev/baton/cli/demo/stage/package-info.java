/** The processes of the demo: two regions, a token store, a database, a producer, and the network between them. */
@NullMarked
package dev.baton.cli.demo.stage;

import org.jspecify.annotations.NullMarked;
