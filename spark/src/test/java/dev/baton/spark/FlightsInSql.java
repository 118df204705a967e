package dev.baton.spark;

import dev.baton.cli.demo.stage.SinkTable;
import dev.baton.core.RegionId;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** The same as {@link FlightsApplication} for {@link SqlApplication}, and for the program in Python. */
final class FlightsInSql {

    private static final String QUERY =
            """
            SELECT partition, producer, sequence, record, get_json_object(record, '$.event') AS event,
                get_json_object(record, '$.row.origin') AS origin,
                cast(get_json_object(record, '$.row.distance') AS long) AS miles
            FROM (SELECT *, cast(value AS string) AS record FROM events)
            """;

    private FlightsInSql() {}

    /** The properties, with a checkpoint in this folder. */
    static Map<String, String> properties(TwoRegions regions, RegionId region, Path folder) {
        return Map.of(
                "config",
                regions.config(region).toString(),
                "region",
                region.value(),
                "group",
                FlightsApplication.GROUP,
                "stream",
                FlightsApplication.STREAM,
                "url",
                regions.stage().jdbcUrl(region),
                "query",
                QUERY,
                "effect",
                SinkTable.effect(region.value(), "spark"),
                "effect.2",
                FlightsApplication.TOTAL,
                "effect.2.lockOrder",
                "origin",
                "checkpoint",
                folder.resolve("checkpoint").toString());
    }

    /** Writes the file of properties into a folder, with these options besides; returns it. */
    static Path write(TwoRegions regions, RegionId region, Path folder, Map<String, String> more) throws IOException {
        Properties properties = new Properties();
        properties.putAll(properties(regions, region, folder));
        properties.putAll(more);
        Path file = folder.resolve("flights.properties");
        try (Writer text = Files.newBufferedWriter(file)) {
            properties.store(text, null);
        }
        return file;
    }
}
