package dev.baton.spark.sink;

import org.apache.spark.sql.connector.write.WriterCommitMessage;

/**
 * What a task has done. Immutable.
 *
 * @param applied events that took effect by it
 * @param known events that had taken effect before
 */
record Written(long applied, long known) implements WriterCommitMessage {}
