/** What one {@code baton.yaml} says: records that are valid once they exist, and a reader that names every mistake. */
@NullMarked
package dev.baton.runtime.config;

import org.jspecify.annotations.NullMarked;
