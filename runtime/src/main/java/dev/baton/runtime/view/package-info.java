/** Reading the token again and again, so that views stay valid (protocol, rule V). */
@NullMarked
package dev.baton.runtime.view;

import org.jspecify.annotations.NullMarked;
