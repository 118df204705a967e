package dev.baton.spark.lake;

import dev.baton.core.FencedException;
import dev.baton.core.OutcomeUnknownException;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.sink.CommitOutcome;
import dev.baton.spark.PlannedBatch;
import dev.baton.spark.WriteInfo;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.spark.FileRewriteCoordinator;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.spark.SparkWriteOptions;
import org.apache.iceberg.spark.source.SparkRewriteTable;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends the rows of a batch whose events are not in the table yet, in one commit of the driver. The files are written by Iceberg's own
 * writers and handed over as those of a compaction are: staged, for somebody else to commit. Of a task that ran twice one result reaches
 * the driver. For one thread.
 */
final class AppendWrite implements Write, BatchWrite, StreamingWrite {

    private static final Logger LOG = LoggerFactory.getLogger(AppendWrite.class);

    private final IcebergEffectStore store;
    private final FencedTable table;
    private final TableColumns columns;
    private final LogicalWriteInfo info;
    private @Nullable Job job;

    /**
     * The batch at hand.
     *
     * @param planned in which term it was planned
     * @param before what was in the table when its rows were chosen
     * @param id under which its files are staged
     * @param files writes and stages them
     */
    private record Job(PlannedBatch planned, Progress before, String id, BatchWrite files) {}

    private AppendWrite(IcebergEffectStore store, FencedTable table, TableColumns columns, LogicalWriteInfo info) {
        this.store = store;
        this.table = table;
        this.columns = columns;
        this.info = info;
    }

    /** A write of the rows that {@code info} describes; finds table and columns now, before anything is written. */
    static AppendWrite of(IcebergEffectStore store, LogicalWriteInfo info) {
        FencedTable table = FencedTable.load(store);
        StructType type = SparkSchemaUtil.convert(table.table().schema());
        AppendWrite write = new AppendWrite(store, table, TableColumns.of(info.schema(), type, table.name()), info);
        var unused = write.files("none"); // Iceberg compares the types
        return write;
    }

    private Write files(String id) {
        Map<String, String> options = new TreeMap<>(info.options());
        // Spark knows a table's transforms by its catalog only, so it cannot sort rows by them for this write.
        options.put(SparkWriteOptions.FANOUT_ENABLED, "true");
        WriteInfo projected = new WriteInfo(new CaseInsensitiveStringMap(options), info.queryId(), columns.type());
        return new SparkRewriteTable(table.table(), id)
                .newWriteBuilder(projected)
                .build();
    }

    @Override
    public String description() {
        return "baton append to " + table.name();
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
    public boolean useCommitCoordinator() {
        return true;
    }

    @Override
    public FreshRows.Factory createBatchWriterFactory(PhysicalWriteInfo physical) {
        PlannedBatch planned = PlannedBatch.toWrite(store.group(), store.stream());
        Progress before = table.read();
        planned.applied().keySet().forEach(partition -> planned.check(partition, before.frontier(partition)));
        String id = "baton-" + UUID.randomUUID();
        BatchWrite files = files(id).toBatch();
        job = new Job(planned, before, id, files);
        return new FreshRows.Factory(files.createBatchWriterFactory(physical), columns, before, planned);
    }

    @Override
    public StreamingDataWriterFactory createStreamingWriterFactory(PhysicalWriteInfo physical) {
        return createBatchWriterFactory(physical);
    }

    private void checkTerm(long term, Progress now) {
        if (now.term() > term) {
            throw new FencedException("Fenced: term " + now.term() + " has taken over stream '" + store.stream()
                    + "' of group '" + store.group() + "' at table " + table.name()
                    + ", and this batch was planned in term " + term
                    + ", when another region did not hold the baton yet. Nothing of it took effect. Start the query"
                    + " again: it stands by until its region holds the baton");
        }
    }

    @Override
    public void commit(WriterCommitMessage[] messages) {
        Job batch = Objects.requireNonNull(job, "Spark asks for writers first");
        job = null; // what becomes of the files is decided here, and not by an abort that follows
        SortedMap<Integer, Frontier> events = new TreeMap<>();
        long known = 0;
        for (WriterCommitMessage message : messages) {
            FreshRows.Done done = (FreshRows.Done) message;
            done.events().forEach((partition, frontier) -> events.computeIfAbsent(partition, none -> new Frontier())
                    .addAll(Progress.decode(frontier)));
            known += done.known();
        }
        Set<DataFile> files = staged(batch, messages);
        if (!files.isEmpty()) { // a batch of a term that is over runs as an empty one, and there is nothing to refuse
            Progress next = batch.before().next(batch.planned().requireTerm(), events);
            check(batch, table.commit(files, batch.before(), next));
        }
        PlannedBatch.setWritten(store.group(), store.stream());
        LOG.atDebug()
                .addKeyValue("event", "batch-committed")
                .addKeyValue("files", files.size())
                .addKeyValue("already-applied", known)
                .log("Committed");
    }

    private void check(Job batch, CommitOutcome outcome) {
        String trouble = outcome.fold(
                committed -> "",
                superseded -> {
                    checkTerm(batch.planned().requireTerm(), table.read());
                    throw new FencedException(superseded.why()
                            + ", so this batch may hold what is there already. Nothing of it took effect. If"
                            + " no other query of group '" + store.group()
                            + "' runs in this region, start this one again: it goes on where effects ended");
                },
                unknown -> unknown.why());
        if (!trouble.isEmpty()) {
            throw new OutcomeUnknownException("It is not known whether the commit to table " + table.name()
                    + " was durable: " + trouble
                    + ". The table itself tells; start the query again, and it goes on where effects ended");
        }
    }

    /** Iceberg keeps what is staged in the memory of the driver; nothing is left there. */
    private Set<DataFile> staged(Job batch, WriterCommitMessage[] messages) {
        batch.files()
                .commit(Arrays.stream(messages)
                        .filter(Objects::nonNull)
                        .map(message -> ((FreshRows.Done) message).files())
                        .toArray(WriterCommitMessage[]::new));
        FileRewriteCoordinator coordinator = FileRewriteCoordinator.get();
        Set<DataFile> files = coordinator.fetchNewFiles(table.table(), batch.id());
        coordinator.clearRewrite(table.table(), batch.id());
        return files;
    }

    /** Of a job that failed before its commit: nothing of it can be in the table. */
    @Override
    public void abort(WriterCommitMessage[] messages) {
        Job failed = job;
        if (failed != null) {
            job = null;
            table.discard(staged(failed, messages));
        }
    }

    @Override
    public void commit(long epoch, WriterCommitMessage[] messages) {
        commit(messages);
    }

    @Override
    public void abort(long epoch, WriterCommitMessage[] messages) {
        abort(messages);
    }
}
