package dev.baton.spark.lake;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.spark.EventColumns;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.ProjectingInternalRow;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Which columns of a batch go into the table: those that have the same name there. Travels to executors. Immutable.
 *
 * @param type of the rows that the table gets, in the table's order
 * @param ordinals where they are in the rows of the batch
 * @param event where those rows say which event they are of
 */
record TableColumns(StructType type, List<Integer> ordinals, EventColumns event) implements Serializable {

    TableColumns {
        ordinals = List.copyOf(ordinals);
    }

    /**
     * Compares the names, in upper or lower case.
     *
     * @throws InvalidConfigurationException if the batch has a column that the table has not, other than those that tell the event
     */
    static TableColumns of(StructType batch, StructType table, String name) {
        EventColumns event = EventColumns.of(batch);
        List<String> left = new ArrayList<>(Arrays.asList(batch.fieldNames()));
        List<Integer> ordinals = new ArrayList<>();
        StructType type = new StructType();
        for (String column : table.fieldNames()) {
            for (int i = 0; i < batch.length(); i++) {
                if (batch.apply(i).name().equalsIgnoreCase(column)) {
                    type = type.add(
                            column, batch.apply(i).dataType(), batch.apply(i).nullable());
                    ordinals.add(i);
                    left.remove(batch.apply(i).name());
                }
            }
        }
        left.removeIf(column -> EventColumns.NAMES.stream().anyMatch(column::equalsIgnoreCase));
        if (!left.isEmpty()) {
            throw new InvalidConfigurationException("Table " + name + " has no columns " + left + "; it has "
                    + Arrays.toString(table.fieldNames())
                    + ". Only the columns partition, producer and sequence may be missing there; leave out the others, or"
                    + " add them to the table");
        }
        return new TableColumns(type, ordinals, event);
    }

    /** A view of one row of the batch after the other. */
    ProjectingInternalRow projection() {
        List<Object> columns = List.copyOf(ordinals);
        return ProjectingInternalRow.apply(
                type, CollectionConverters.asScala(columns).toIndexedSeq());
    }
}
