/** The words that every part of Baton shares: regions, logs, terms, and the closed family of errors. */
@NullMarked
package dev.baton.core;

import org.jspecify.annotations.NullMarked;
