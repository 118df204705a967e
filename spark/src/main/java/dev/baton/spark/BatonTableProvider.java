package dev.baton.spark;

import dev.baton.spark.source.EventSchema;
import java.util.Map;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** What Spark finds under the name {@code baton}. Stateless. */
public final class BatonTableProvider implements TableProvider, DataSourceRegister {

    /** For Spark, which makes one by reflection. */
    public BatonTableProvider() {}

    @Override
    public String shortName() {
        return "baton";
    }

    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        return EventSchema.TYPE;
    }

    @Override
    public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
        return new BatonTable(properties);
    }
}
