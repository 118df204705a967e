/** The frontier of groups whose sink cannot keep it: a compacted topic in every region (protocol, rule F). */
@NullMarked
package dev.baton.kafka.frontier;

import org.jspecify.annotations.NullMarked;
