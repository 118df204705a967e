package dev.baton.spark.sink;

import dev.baton.spark.EventColumns;
import dev.baton.spark.PlannedBatch;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a batch, each partition of the stream in a transaction of its own by the task that has its rows. A transaction is durable
 * when its task commits it; nothing is left for the driver to do, and nothing to undo: what is in the frontier is not done again.
 */
final class FencedWrite implements Write, BatchWrite, StreamingWrite {

    private static final Logger LOG = LoggerFactory.getLogger(FencedWrite.class);

    private final SinkOptions options;
    private final StructType schema;

    private FencedWrite(SinkOptions options, StructType schema) {
        this.options = options;
        this.schema = schema;
    }

    /** A write of rows of this type; finds the columns now, so that a mistake in their names shows before anything is written. */
    static FencedWrite of(SinkOptions options, StructType schema) {
        var unused = new RowEffects(options, schema);
        EventColumns.of(schema);
        return new FencedWrite(options, schema);
    }

    /** Makes writers; travels to executors. */
    record Factory(SinkOptions options, StructType schema, PlannedBatch planned, Placement placement)
            implements DataWriterFactory, StreamingDataWriterFactory {

        @Override
        public DataWriter<InternalRow> createWriter(int partition, long task) {
            return new FencedWriter(options, schema, planned, rows -> placement.check(rows, partition));
        }

        @Override
        public DataWriter<InternalRow> createWriter(int partition, long task, long epoch) {
            return createWriter(partition, task);
        }
    }

    @Override
    public String description() {
        return "baton effects";
    }

    @Override
    public BatchWrite toBatch() {
        return this;
    }

    @Override
    public StreamingWrite toStreaming() {
        return this;
    }

    @Override
    public Factory createBatchWriterFactory(PhysicalWriteInfo info) {
        PlannedBatch planned = PlannedBatch.toWrite(options.database().group(), options.stream());
        Placement placement = new Placement(options.stream(), Spread.ofWrite(), info.numPartitions());
        return new Factory(options, schema, planned, placement);
    }

    @Override
    public StreamingDataWriterFactory createStreamingWriterFactory(PhysicalWriteInfo info) {
        return createBatchWriterFactory(info);
    }

    /** Not needed for safety, as the frontier knows what was done; it saves the second attempt's work. */
    @Override
    public boolean useCommitCoordinator() {
        return true;
    }

    @Override
    public void commit(WriterCommitMessage[] messages) {
        PlannedBatch.setWritten(options.database().group(), options.stream());
        long applied = Arrays.stream(messages)
                .mapToLong(message -> ((Written) message).applied())
                .sum();
        long known = Arrays.stream(messages)
                .mapToLong(message -> ((Written) message).known())
                .sum();
        LOG.atDebug()
                .addKeyValue("event", "batch-committed")
                .addKeyValue("applied", applied)
                .addKeyValue("already-applied", known)
                .log("Committed");
    }

    @Override
    public void commit(long epoch, WriterCommitMessage[] messages) {
        commit(messages);
    }

    @Override
    public void abort(WriterCommitMessage[] messages) {}

    @Override
    public void abort(long epoch, WriterCommitMessage[] messages) {}
}
