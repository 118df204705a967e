/**
 * A region's stream service that is not Kafka: the ports that its adapter implements, and how it is found. Events travel as bytes
 * with headers; streams are called what the region calls them.
 */
@NullMarked
package dev.baton.runtime.stream;

import org.jspecify.annotations.NullMarked;
