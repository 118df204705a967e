package dev.baton.cli.demo.stage;

import dev.baton.testkit.process.JvmCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** A processor that is a Spark application: does the same in SQL. Spark is on its class path alone. */
final class SparkApplication {

    /** In the module {@code spark}. */
    private static final String MAIN = "dev.baton.spark.SqlApplication";

    private static final String QUERY =
            """
            SELECT partition, producer, sequence, record, coalesce(get_json_object(record, '$.event'), record) AS event
            FROM (SELECT *, cast(value AS string) AS record FROM events)
            """;

    private SparkApplication() {}

    /** How it is started, with two threads for tasks; {@code java} is the file with the options for Spark. */
    static JvmCommand command(StagePlan plan, Path java, String name, String region, Path config, String jdbcUrl) {
        Path folder = plan.directory().resolve(name);
        Map<String, String> properties = Map.of(
                "config",
                config.toString(),
                "region",
                region,
                "group",
                StagePlan.GROUP,
                "stream",
                plan.stream(),
                "url",
                jdbcUrl,
                "query",
                QUERY,
                "effect",
                SinkTable.effect(region, name),
                "checkpoint",
                folder.resolve("checkpoint").toString());
        return JvmCommand.of(MAIN, write(properties, folder).toString())
                .withArgumentFile(java)
                .withProperties(Map.of(
                        "spark.app.name", name,
                        "spark.master", "local[2]",
                        "spark.driver.bindAddress", "127.0.0.1",
                        "spark.driver.host", "127.0.0.1",
                        "spark.ui.enabled", "false",
                        "spark.local.dir", folder.toString()));
    }

    private static Path write(Map<String, String> values, Path folder) {
        Properties properties = new Properties();
        properties.putAll(values);
        Path file = folder.resolve("application.properties");
        try {
            Files.createDirectories(folder);
            try (Writer text = Files.newBufferedWriter(file)) {
                properties.store(text, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
