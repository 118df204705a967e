/** {@code baton demo}: loses a region and proves that nothing was lost or repeated. */
@NullMarked
package dev.baton.cli.demo;

import org.jspecify.annotations.NullMarked;
