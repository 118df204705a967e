package dev.baton.spark;

import dev.baton.core.InvalidConfigurationException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryException;

/**
 * An application in SQL alone, for {@code spark-submit --class}: a query over the view {@code events} gives the rows of each batch,
 * and each of them is written by the fenced sink. It runs until it is ended, and ends with an error when its query does.
 */
public final class SqlApplication {

    private static final String VIEW = "events";
    private static final String QUERY = "query";
    private static final String CHECKPOINT = "checkpoint";

    private SqlApplication() {}

    /**
     * Takes the path of a file of properties in UTF-8: {@code query}, {@code checkpoint}, and the options of the source and the sink.
     *
     * @throws InvalidConfigurationException if something is missing or wrong
     * @throws StreamingQueryException if the query ended with an error
     */
    public static void main(String[] arguments) throws StreamingQueryException, TimeoutException, IOException {
        if (arguments.length != 1) {
            throw new InvalidConfigurationException("Give one argument, the path of a file of properties");
        }
        Map<String, String> options = read(Path.of(arguments[0]));
        String query = take(QUERY, options, arguments[0], "the rows of a batch, such as SELECT * FROM " + VIEW);
        String checkpoint = take(CHECKPOINT, options, arguments[0], "a directory for Spark's checkpoints");
        try (SparkSession spark = SparkSession.builder().getOrCreate()) {
            spark.readStream().format("baton").options(options).load().createOrReplaceTempView(VIEW);
            spark.sql(query)
                    .writeStream()
                    .format("baton")
                    .options(options)
                    .option("checkpointLocation", checkpoint)
                    .start()
                    .awaitTermination();
        }
    }

    private static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try (Reader text = Files.newBufferedReader(file)) {
            properties.load(text);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidConfigurationException(file + " cannot be read as a file of properties: " + e, e);
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        return values;
    }

    private static String take(String name, Map<String, String> options, String file, String what) {
        String value = options.remove(name);
        if (value == null || value.isBlank()) {
            throw new InvalidConfigurationException("'" + name + "' is missing in " + file + ": set it to " + what);
        }
        return value;
    }
}
