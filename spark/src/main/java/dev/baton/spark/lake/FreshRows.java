package dev.baton.spark.lake;

import dev.baton.core.frontier.Frontier;
import dev.baton.spark.EventColumns;
import dev.baton.spark.PlannedBatch;
import java.io.IOException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.ProjectingInternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;

/**
 * Hands on the rows of a task whose events are not in the table yet, and notes these events. An event may have several rows. For one
 * thread.
 */
final class FreshRows implements DataWriter<InternalRow> {

    private final DataWriter<InternalRow> files;
    private final EventColumns event;
    private final ProjectingInternalRow projection;
    private final Progress before;
    private final PlannedBatch planned;
    private final SortedMap<Integer, Frontier> known = new TreeMap<>();
    private final SortedMap<Integer, Frontier> fresh = new TreeMap<>();
    private long dropped;

    /** Makes writers; travels to executors. */
    record Factory(DataWriterFactory files, TableColumns columns, Progress before, PlannedBatch planned)
            implements DataWriterFactory, StreamingDataWriterFactory {

        @Override
        public DataWriter<InternalRow> createWriter(int partition, long task) {
            return new FreshRows(files.createWriter(partition, task), columns, before, planned);
        }

        @Override
        public DataWriter<InternalRow> createWriter(int partition, long task, long epoch) {
            return createWriter(partition, task);
        }
    }

    /**
     * What a task has done.
     *
     * @param files that it has written, as Iceberg says it
     * @param events of their rows, by partition
     * @param known how many rows were left out, as their events were in the table
     */
    record Done(WriterCommitMessage files, SortedMap<Integer, String> events, long known)
            implements WriterCommitMessage {

        Done {
            events = Collections.unmodifiableSortedMap(new TreeMap<>(events));
        }
    }

    private FreshRows(DataWriter<InternalRow> files, TableColumns columns, Progress before, PlannedBatch planned) {
        this.files = files;
        this.event = columns.event();
        this.projection = columns.projection();
        this.before = before;
        this.planned = planned;
    }

    @Override
    public void write(InternalRow row) throws IOException {
        var unused = planned.requireTerm(); // without a term nothing is written
        if (!row.isNullAt(event.producer()) && !row.isNullAt(event.sequence())) {
            int partition = row.getInt(event.partition());
            long producer = row.getLong(event.producer());
            long sequence = row.getLong(event.sequence());
            if (known.computeIfAbsent(partition, before::frontier).contains(producer, sequence)) {
                dropped++;
                return;
            }
            fresh.computeIfAbsent(partition, none -> new Frontier()).add(producer, sequence);
        }
        projection.project(row);
        files.write(projection);
    }

    @Override
    public WriterCommitMessage commit() throws IOException {
        SortedMap<Integer, String> events = new TreeMap<>();
        fresh.forEach((partition, frontier) -> events.put(partition, Progress.encode(frontier)));
        return new Done(files.commit(), events, dropped);
    }

    @Override
    public void abort() throws IOException {
        files.abort();
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
