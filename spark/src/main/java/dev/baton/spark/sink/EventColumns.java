package dev.baton.spark.sink;

import dev.baton.core.InvalidConfigurationException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Where a row says which event it is of. Immutable.
 *
 * @param partition column of the stream's partition
 * @param producer column of the event's producer, null in a row of an event without id
 * @param sequence column of the event's sequence
 */
record EventColumns(int partition, int producer, int sequence) {

    /**
     * Finds them.
     *
     * @throws InvalidConfigurationException if one is missing or of another type
     */
    static EventColumns of(StructType schema) {
        EventColumns columns =
                new EventColumns(find("partition", schema), find("producer", schema), find("sequence", schema));
        if (!schema.apply(columns.partition).dataType().equals(DataTypes.IntegerType)
                || !schema.apply(columns.producer).dataType().equals(DataTypes.LongType)
                || !schema.apply(columns.sequence).dataType().equals(DataTypes.LongType)) {
            throw new InvalidConfigurationException(
                    "The columns partition (int), producer (bigint) and sequence (bigint) must reach the sink as format(\"baton\")"
                            + " has read them, as they tell which event a row is of; they are "
                            + schema.simpleString());
        }
        return columns;
    }

    private static int find(String name, StructType schema) {
        return RowEffects.column(name, schema, "stream");
    }

    int partition(Row row) {
        return row.getInt(partition);
    }

    boolean hasId(Row row) {
        return !row.isNullAt(producer) && !row.isNullAt(sequence);
    }

    long producer(Row row) {
        return row.getLong(producer);
    }

    long sequence(Row row) {
        return row.getLong(sequence);
    }
}
