package dev.baton.spark.source;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.LogId;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Reads a stream in one region: for as long as the query runs, or once from one place to another. Immutable. */
public final class EventScan implements Scan {

    private final CaseInsensitiveStringMap values;
    private final SourceOptions options;

    /**
     * A scan with these options; opens nothing.
     *
     * @throws InvalidConfigurationException if one is missing or wrong
     */
    public EventScan(CaseInsensitiveStringMap values) {
        this.values = values;
        this.options = SourceOptions.of(values);
    }

    @Override
    public StructType readSchema() {
        return EventSchema.TYPE;
    }

    @Override
    public String description() {
        return "baton " + options.stream() + " in " + options.region();
    }

    /** Neither gated nor told of any progress: it has no effects, and gives each event of the range once. */
    @Override
    public Batch toBatch() {
        return new EventRange(options);
    }

    @Override
    public MicroBatchStream toMicroBatchStream(String checkpointLocation) {
        return EventStream.open(
                options.forQuery(),
                new Rehearsal(values, options.sink(), new LogId(options.stream(), 0)),
                SparkSession.active().sparkContext().longAccumulator("baton duplicates dropped"));
    }
}
