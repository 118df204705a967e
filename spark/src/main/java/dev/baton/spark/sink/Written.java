package dev.baton.spark.sink;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/**
 * What a task has done. Immutable.
 *
 * @param applied events that took effect by it
 * @param known events that had taken effect before
 * @param partitions of the stream that it had rows of
 */
record Written(long applied, long known, SortedSet<Integer> partitions) implements WriterCommitMessage {

    Written {
        partitions = Collections.unmodifiableSortedSet(new TreeSet<>(partitions));
    }
}
