package dev.baton.spark;

import dev.baton.core.RegionId;
import dev.baton.testkit.history.Applied;
import dev.baton.testkit.history.EventName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The table of a lake as any reader sees it: plain Spark with Iceberg, and nothing of ours. For one thread. */
final class LakeTable implements AutoCloseable {

    static final String NAME = "lake.db.flights";

    private static final String CREATE = "CREATE TABLE " + NAME
            + " (event STRING, partition INT, producer BIGINT, sequence BIGINT, region STRING, origin STRING, miles BIGINT)"
            + " USING iceberg PARTITIONED BY (truncate(1, origin))";
    private static final String COUNT = "SELECT count(*) FROM " + NAME + " WHERE region = '%s'";
    /** In the order of the commits, each of which says its term; within one, a table has no order. */
    private static final String ROWS =
            """
            SELECT row.event, row.partition, row.region, cast(commit.summary['baton.term'] AS BIGINT), unix_micros(commit.committed_at)
            FROM %1$s row
            JOIN %1$s.entries entry ON row._file = entry.data_file.file_path
            JOIN %1$s.snapshots commit ON entry.snapshot_id = commit.snapshot_id
            ORDER BY entry.sequence_number, row.producer, row.sequence
            """
                    .formatted(NAME);

    private final SparkSession spark;

    private LakeTable(SparkSession spark) {
        this.spark = spark;
    }

    /** A catalog in a database, for tables in a directory. */
    static Map<String, String> catalog(String jdbcUrl, Path warehouse) {
        String catalog = "spark.sql.catalog.lake";
        return Map.of(
                catalog,
                "org.apache.iceberg.spark.SparkCatalog",
                catalog + ".type",
                "jdbc",
                catalog + ".uri",
                jdbcUrl,
                catalog + ".warehouse",
                warehouse.toString(),
                catalog + ".cache-enabled",
                "false");
    }

    /** Makes the table. */
    static LakeTable create(String jdbcUrl, Path warehouse) {
        SparkSession spark = FlightsApplication.local("reader");
        catalog(jdbcUrl, warehouse).forEach((key, value) -> spark.conf().set(key, value));
        spark.sql(CREATE);
        return new LakeTable(spark);
    }

    /** How many rows the region has written. */
    long rows(RegionId region) {
        return spark.sql(COUNT.formatted(region)).first().getLong(0);
    }

    /** All rows. */
    List<Applied> effects() {
        return spark.sql(ROWS).collectAsList().stream().map(LakeTable::applied).toList();
    }

    private static Applied applied(Row row) {
        return new Applied(
                EventName.of(row.getString(0)), row.getInt(1), row.getString(2), row.getLong(3), row.getLong(4));
    }

    @Override
    public void close() {
        spark.stop();
    }
}
