/** Object stores: small named objects that are changed by compare-and-set and by nothing else (protocol, rule Q). */
@NullMarked
package dev.baton.runtime.store;

import org.jspecify.annotations.NullMarked;
