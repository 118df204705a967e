package dev.baton.spark;

import dev.baton.cli.demo.stage.SinkTable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Spark application as a user would write it: each flight a row, and totals by origin. The same in each region. */
final class FlightsApplication {

    static final String GROUP = "demo";
    static final String STREAM = "flights";
    static final String PLANNED = "planned batch ";

    static final int ENDED_WITH_ERROR = 3;

    private static final Logger LOG = LoggerFactory.getLogger(FlightsApplication.class);

    static final String TOTAL = "INSERT INTO totals AS t (origin, flights, miles) VALUES (:origin, 1, :miles)"
            + " ON CONFLICT (origin) DO UPDATE SET flights = t.flights + 1, miles = t.miles + excluded.miles";

    private FlightsApplication() {}

    /**
     * Takes the path of {@code baton.yaml}, the region, a JDBC URL, the checkpoint, how long each batch dawdles in a {@code foreachBatch}
     * – 0 for a query without one – and the directory of a lake; if that is empty, effects go into the database.
     */
    public static void main(String[] arguments) throws Exception {
        String region = arguments[1];
        long dawdleMillis = Long.parseLong(arguments[4]);
        SparkSession spark = local("flights in " + region);
        Map<String, String> baton =
                new HashMap<>(Map.of("config", arguments[0], "region", region, "group", GROUP, "stream", STREAM));
        if (arguments[5].isEmpty()) {
            baton.put("url", arguments[2]);
        } else {
            baton.put("table", LakeTable.NAME);
            LakeTable.catalog(arguments[2], Path.of(arguments[5]))
                    .forEach((key, value) -> spark.conf().set(key, value));
        }
        Dataset<Row> flights = spark.readStream()
                .format("baton")
                .options(baton)
                .option("maxEventsPerTrigger", 2_000)
                .load()
                .selectExpr("partition", "producer", "sequence", "cast(value AS string) AS record")
                .selectExpr(
                        "*",
                        "get_json_object(record, '$.event') AS event",
                        "get_json_object(record, '$.row.origin') AS origin",
                        "cast(get_json_object(record, '$.row.distance') AS long) AS miles");
        if (baton.containsKey("table")) {
            flights = flights.drop("record").withColumn("region", functions.lit(region));
        } else {
            baton.put("effect", SinkTable.effect(region, "spark"));
            baton.put("effect.2", TOTAL);
            baton.put("effect.2.lockOrder", "origin");
        }
        VoidFunction2<Dataset<Row>, Long> commit = (batch, id) -> {
            LOG.info("{}{}", PLANNED, id);
            TimeUnit.MILLISECONDS.sleep(dawdleMillis);
            batch.write().format("baton").options(baton).mode("append").save();
        };
        DataStreamWriter<Row> writer = flights.writeStream();
        try {
            (dawdleMillis == 0 ? writer.format("baton").options(baton) : writer.foreachBatch(commit))
                    .option("checkpointLocation", arguments[3])
                    .trigger(Trigger.ProcessingTime(0))
                    .start()
                    .awaitTermination();
        } catch (StreamingQueryException e) {
            LOG.error("The query ended: {}", e.getMessage());
            Runtime.getRuntime().halt(ENDED_WITH_ERROR);
        }
    }

    static SparkSession local(String name) {
        return SparkSession.builder()
                .appName(name)
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate();
    }
}
