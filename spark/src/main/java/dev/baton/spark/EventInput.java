package dev.baton.spark;

import org.apache.spark.sql.connector.read.InputPartition;

/** What one task reads: events of one partition of the stream. */
public interface EventInput extends InputPartition {

    /** The number of that partition. */
    int partition();
}
