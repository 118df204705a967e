package dev.baton.spark.sink;

import dev.baton.core.FencedException;
import dev.baton.core.LogId;
import dev.baton.core.OutcomeUnknownException;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.Term;
import dev.baton.core.frontier.Frontier;
import dev.baton.core.sink.ClaimOutcome;
import dev.baton.core.sink.TransactionalSink;
import dev.baton.spark.EventColumns;
import dev.baton.spark.PlannedBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.types.StructType;
import scala.Function1;

/**
 * Holds the rows of a task, then commits them, a transaction for each partition of the stream (rule F): claim the log in the term in
 * which the batch was planned, then read the frontier, then leave out what it has, then commit. A retried or a second attempt of a
 * task finds in the frontier what the first has done. Rows that may not all be here are refused as they come. For one thread.
 */
final class FencedWriter implements DataWriter<InternalRow> {

    /** Another attempt of the same task, or a deadlock, may come between each time; each is a claim anew. */
    private static final int ATTEMPTS = 8;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final SinkOptions options;
    private final PlannedBatch planned;
    private final IntConsumer check;
    private final EventColumns columns;
    private final RowEffects effects;
    private final Function1<Object, Object> toRow;
    private final SortedMap<Integer, List<Row>> rows = new TreeMap<>();

    /** {@code check} refuses a partition whose rows may not be here. */
    FencedWriter(SinkOptions options, StructType schema, PlannedBatch planned, IntConsumer check) {
        this.options = options;
        this.planned = planned;
        this.check = check;
        this.columns = EventColumns.of(schema);
        this.effects = new RowEffects(options, schema);
        this.toRow = CatalystTypeConverters.createToScalaConverter(schema);
    }

    @Override
    public void write(InternalRow row) {
        Row copy = (Row) toRow.apply(row); // Spark uses the other again
        rows.computeIfAbsent(copy.getInt(columns.partition()), this::begin).add(copy);
    }

    private List<Row> begin(int partition) {
        var unused = planned.requireTerm(); // without a term nothing is written
        check.accept(partition);
        return new ArrayList<>();
    }

    @Override
    public WriterCommitMessage commit() {
        if (rows.isEmpty()) {
            return new Written(0, 0);
        }
        Term term = new Term(planned.requireTerm());
        long applied = 0;
        long all = 0;
        try (TransactionalSink<Row> sink = options.database().open(effects)) {
            for (Map.Entry<Integer, List<Row>> log : rows.entrySet()) {
                applied += commit(sink, new LogId(options.stream(), log.getKey()), term, log.getValue());
                all += log.getValue().size();
            }
        }
        return new Written(applied, all - applied);
    }

    /** Returns how many rows took effect now. */
    private long commit(TransactionalSink<Row> sink, LogId log, Term term, List<Row> events) {
        String why = "";
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                ClaimOutcome.Claimed claimed = claim(sink, log, term);
                planned.check(log.partition(), claimed.frontier());
                Frontier next = claimed.frontier().copy();
                List<Row> fresh = fresh(events, claimed.frontier(), next);
                if (fresh.isEmpty()) {
                    return 0;
                }
                String trouble = sink.commit(fresh, Map.of(claimed.claim(), next))
                        .fold(committed -> "", superseded -> superseded.why(), unknown -> unknown.why());
                if (trouble.isEmpty()) {
                    return fresh.size();
                }
                why = trouble;
            } catch (StoreUnavailableException e) {
                why = String.valueOf(e.getMessage());
            }
            LockSupport.parkNanos(PAUSE_NANOS * attempt);
        }
        throw new OutcomeUnknownException("It is not known whether the last of " + ATTEMPTS + " attempts to commit "
                + events.size() + " events of " + log + " was durable: " + why
                + ". The frontier at the sink tells; start the query again, and it goes on where effects ended");
    }

    /** First the claim, durable; then the frontier, which no older term can change any more. */
    private ClaimOutcome.Claimed claim(TransactionalSink<Row> sink, LogId log, Term term) {
        return sink.claim(log, term).fold(claimed -> claimed, fenced -> {
            throw new FencedException("Fenced: term " + fenced.storedTerm() + " has taken over " + log
                    + " of group '" + options.database().group()
                    + "' at the sink, and this batch was planned in term " + term
                    + ", when another region did not hold the baton yet. Nothing of it took effect. Start the query"
                    + " again: it stands by until its region holds the baton");
        });
    }

    /** The rows whose events have not taken effect; the events join {@code next}. An event may have several rows. */
    private List<Row> fresh(List<Row> events, Frontier before, Frontier next) {
        List<Row> fresh = new ArrayList<>(events.size());
        for (Row event : events) {
            if (event.isNullAt(columns.producer()) || event.isNullAt(columns.sequence())) {
                fresh.add(event);
                continue;
            }
            long producer = event.getLong(columns.producer());
            long sequence = event.getLong(columns.sequence());
            if (!before.contains(producer, sequence)) {
                fresh.add(event);
                next.add(producer, sequence);
            }
        }
        return fresh;
    }

    @Override
    public void abort() {
        rows.clear();
    }

    @Override
    public void close() {
        rows.clear();
    }
}
