package dev.baton.runtime.stream;

import dev.baton.core.LogId;
import java.util.SortedSet;

/** One instance's part in a group whose instances share partitions. Keeps its part by itself. Safe for several threads. */
public interface StreamGroup extends AutoCloseable {

    /** The logs that are this instance's now, as far as it knows. Never blocks. */
    SortedSet<LogId> mine();

    /** Gives up its part; others get it once the service notices. */
    @Override
    void close();
}
