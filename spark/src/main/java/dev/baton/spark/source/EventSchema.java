package dev.baton.spark.source;

import java.util.Arrays;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns of an event. */
public final class EventSchema {

    private static final StructType HEADER =
            new StructType().add("key", DataTypes.StringType, false).add("value", DataTypes.BinaryType, true);

    /** In the order in which {@link StretchReader} fills them. */
    public static final StructType TYPE = new StructType()
            .add("key", DataTypes.BinaryType, true)
            .add("value", DataTypes.BinaryType, true)
            .add("headers", DataTypes.createArrayType(HEADER, false), false)
            .add("timestamp", DataTypes.TimestampType, false)
            .add("partition", DataTypes.IntegerType, false)
            .add("producer", DataTypes.LongType, true)
            .add("sequence", DataTypes.LongType, true);

    private EventSchema() {}

    /** The same as Spark's catalog wants them. */
    public static Column[] columns() {
        return Arrays.stream(TYPE.fields()).map(EventSchema::column).toArray(Column[]::new);
    }

    private static Column column(StructField field) {
        return Column.create(field.name(), field.dataType(), field.nullable());
    }
}
