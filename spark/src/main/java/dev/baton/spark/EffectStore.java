package dev.baton.spark;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.spark.lake.IcebergEffectStore;
import dev.baton.spark.sink.JdbcEffectStore;
import java.util.Optional;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.Write;

/**
 * Where a group's effects are, with the frontiers that explain them (rule F). A reader and a writer name it by the same options, so
 * that the source knows what the sink has done.
 */
public interface EffectStore {

    /** What has taken effect here; connects at its first call. */
    FrontierStore frontiers();

    /**
     * A write whose effects and frontiers become durable together, and only in the term in which the batch was planned.
     *
     * @param info with the options of the writer and the columns of the rows
     * @throws InvalidConfigurationException if an option or a column is missing or wrong
     */
    Write write(LogicalWriteInfo info);

    /** The one that the options name: a table of a lake, or a database. Empty if they name none. */
    static Optional<EffectStore> find(Options options) {
        boolean isTable = options.find("table").isPresent();
        boolean isDatabase = options.find("url").isPresent();
        if (isTable && isDatabase) {
            throw new InvalidConfigurationException(
                    "Options 'table' and 'url' of format(\"baton\") name two places for the effects of"
                            + " one group, and no commit covers both; use one of them, or a group of its own for each");
        }
        if (isTable) {
            return Optional.of(IcebergEffectStore.of(options));
        }
        return isDatabase ? Optional.of(new JdbcEffectStore(options)) : Optional.empty();
    }

    /** As above, and there must be one. */
    static EffectStore of(Options options) {
        return find(options)
                .orElseThrow(() -> new InvalidConfigurationException(
                        "format(\"baton\") is not told where effects and frontier are kept:"
                                + " set option 'table' to the name of an Iceberg table, such as lake.db.flights, or option 'url'"
                                + " to the JDBC URL of a database, such as jdbc:postgresql://host:5432/database"));
    }
}
