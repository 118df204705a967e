/** A network that can be cut: TCP proxies between zones. */
@NullMarked
package dev.baton.testkit.network;

import org.jspecify.annotations.NullMarked;
