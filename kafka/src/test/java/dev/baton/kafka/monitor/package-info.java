@NullMarked
package dev.baton.kafka.monitor;

import org.jspecify.annotations.NullMarked;
