package dev.baton.spark.lake;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.spark.EffectStore;
import dev.baton.spark.FrontierStore;
import dev.baton.spark.Options;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.Write;

/**
 * A table of Iceberg to which a batch's rows are appended; it carries the frontiers itself. Immutable.
 *
 * @param table its name in a catalog of the Spark session
 * @param group the consumer group
 * @param stream whose events the rows are of
 */
public record IcebergEffectStore(String table, String group, String stream) implements EffectStore {

    /**
     * The table that the options name.
     *
     * @throws InvalidConfigurationException if an option is missing, or Iceberg is not on the class path
     */
    public static IcebergEffectStore of(Options options) {
        try {
            Class.forName("org.apache.iceberg.spark.Spark3Util", false, IcebergEffectStore.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new InvalidConfigurationException(
                    "Option 'table' of format(\"baton\") needs Iceberg, which is not on the class path; add"
                            + " --packages org.apache.iceberg:iceberg-spark-runtime-4.1_2.13:1.11.0",
                    e);
        }
        return new IcebergEffectStore(
                options.required("table", "the name of an Iceberg table"), options.group(), options.stream());
    }

    @Override
    public FrontierStore frontiers() {
        return new IcebergFrontierStore(this);
    }

    @Override
    public Write write(LogicalWriteInfo info) {
        return AppendWrite.of(this, info);
    }
}
