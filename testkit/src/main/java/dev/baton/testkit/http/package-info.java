/** The HTTP server that everything here listens with. */
@NullMarked
package dev.baton.testkit.http;

import org.jspecify.annotations.NullMarked;
