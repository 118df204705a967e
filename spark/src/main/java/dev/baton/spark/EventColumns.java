package dev.baton.spark;

import dev.baton.core.InvalidConfigurationException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Where a row says which event it is of. Immutable.
 *
 * @param partition column of the stream's partition
 * @param producer column of the event's producer, null in a row of an event without id
 * @param sequence column of the event's sequence
 */
public record EventColumns(int partition, int producer, int sequence) implements Serializable {

    /** The name of the first. */
    public static final String PARTITION = "partition";

    private static final String PRODUCER = "producer";
    private static final String SEQUENCE = "sequence";

    /** Their names. */
    public static final List<String> NAMES = List.of(PARTITION, PRODUCER, SEQUENCE);

    /**
     * Finds them.
     *
     * @throws InvalidConfigurationException if one is missing or of another type
     */
    public static EventColumns of(StructType schema) {
        EventColumns columns =
                new EventColumns(find(PARTITION, schema), find(PRODUCER, schema), find(SEQUENCE, schema));
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
        return find(name, schema, "stream");
    }

    /**
     * The number of the column with this name, in upper or lower case, as Spark's SQL takes names.
     *
     * @throws InvalidConfigurationException if there is none; says which {@code option} needs it, and which columns there are
     */
    public static int find(String name, StructType schema, String option) {
        String[] columns = schema.fieldNames();
        for (int i = 0; i < columns.length; i++) {
            if (columns[i].equalsIgnoreCase(name)) {
                return i;
            }
        }
        throw new InvalidConfigurationException(String.format(
                Locale.ROOT,
                "Option '%s' of format(\"baton\") needs a column '%s', which the rows do not have; they have %s",
                option,
                name,
                Arrays.toString(columns)));
    }
}
