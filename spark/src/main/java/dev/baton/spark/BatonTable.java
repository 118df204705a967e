package dev.baton.spark;

import dev.baton.spark.source.EventScan;
import dev.baton.spark.source.EventSchema;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The stream when it is read, the effects of its events when it is written; the options say which. A table of Spark's catalog has options of
 * its own, and those of a query come before them. Immutable.
 */
final class BatonTable implements SupportsRead, SupportsWrite {

    private final Map<String, String> properties;

    BatonTable(Map<String, String> properties) {
        this.properties = Map.copyOf(properties);
    }

    @Override
    public String name() {
        return "baton";
    }

    @Override
    public Column[] columns() {
        return EventSchema.columns();
    }

    @Override
    public Set<TableCapability> capabilities() {
        return Set.of(
                TableCapability.BATCH_READ,
                TableCapability.MICRO_BATCH_READ,
                TableCapability.BATCH_WRITE,
                TableCapability.STREAMING_WRITE,
                TableCapability.ACCEPT_ANY_SCHEMA);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
        return new ScanBuilder() {
            @Override
            public Scan build() {
                return new EventScan(over(options));
            }
        };
    }

    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
        return new WriteBuilder() {
            @Override
            public Write build() {
                CaseInsensitiveStringMap options = over(info.options());
                return EffectStore.of(new Options(options))
                        .write(new WriteInfo(options, info.queryId(), info.schema()));
            }
        };
    }

    private CaseInsensitiveStringMap over(CaseInsensitiveStringMap options) {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(properties);
        all.putAll(options.asCaseSensitiveMap());
        return new CaseInsensitiveStringMap(all);
    }
}
