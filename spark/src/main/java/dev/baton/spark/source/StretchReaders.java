package dev.baton.spark.source;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;

/** Makes the readers on the executors; {@code duplicates} counts what they drop, if anybody wants to know. Immutable. */
record StretchReaders(@Nullable LongAccumulator duplicates) implements PartitionReaderFactory {

    @Override
    public PartitionReader<InternalRow> createReader(InputPartition partition) {
        return new StretchReader((Stretch) partition, duplicates);
    }
}
