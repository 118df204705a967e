package dev.baton.spark.sink;

import dev.baton.spark.EffectStore;
import dev.baton.spark.FrontierStore;
import dev.baton.spark.Options;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.Write;

/** Effects by SQL in a database, with the frontiers in a table beside them. Immutable. */
public record JdbcEffectStore(Options options) implements EffectStore {

    @Override
    public FrontierStore frontiers() {
        return new JdbcFrontierStore(SinkDatabase.of(options));
    }

    @Override
    public Write write(LogicalWriteInfo info) {
        return FencedWrite.of(SinkOptions.of(options), info.schema());
    }
}
