/** The shell around a monitor: probes, and the loop that reads, decides and writes (protocol, section 7). */
@NullMarked
package dev.baton.runtime.monitor;

import org.jspecify.annotations.NullMarked;
