package dev.baton.cli.fencing;

import dev.baton.core.FencedException;
import dev.baton.jdbc.Database;
import dev.baton.jdbc.JdbcSink;
import dev.baton.jdbc.JdbcSinkOptions;
import dev.baton.kafka.client.BatonProperties;
import dev.baton.kafka.consumer.BatonProcessor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A processor that stops in the middle of a transaction, after its effects and before its commit, as long as the file {@code pause}
 * exists; it says so by making the file {@code paused}.
 */
final class PausingProcessorMain {

    static final int FENCED = 3;
    static final String GROUP = "fencing";

    private static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private PausingProcessorMain() {}

    /** Takes the path of {@code baton.yaml}, the region, the stream, a JDBC URL and a directory for the two files. */
    public static void main(String[] arguments) {
        String region = arguments[1];
        Path files = Path.of(arguments[4]);
        JdbcSink<ConsumerRecord<String, String>> sink =
                new JdbcSink<>(JdbcSinkOptions.of(Database.at(arguments[3]), GROUP), (connection, events) -> {
                    write(connection, region, events);
                    pause(files);
                });
        Map<String, Object> properties = Map.of(
                BatonProperties.CONFIG,
                arguments[0],
                BatonProperties.REGION,
                region,
                ConsumerConfig.GROUP_ID_CONFIG,
                GROUP,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                "100",
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                StringDeserializer.class.getName(),
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                StringDeserializer.class.getName());
        try (BatonProcessor<String, String> processor = new BatonProcessor<>(properties, List.of(arguments[2]), sink)) {
            processor.run();
        } catch (FencedException e) {
            System.err.println(e.getMessage());
            Runtime.getRuntime().halt(FENCED);
        }
    }

    private static void write(Connection connection, String region, List<ConsumerRecord<String, String>> events)
            throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO effects (value, log, region) VALUES (?, ?, ?)")) {
            for (ConsumerRecord<String, String> event : events) {
                insert.setInt(1, Integer.parseInt(event.value()));
                insert.setInt(2, event.partition());
                insert.setString(3, region);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void pause(Path files) {
        try {
            long started = System.nanoTime();
            while (Files.exists(files.resolve("pause")) && System.nanoTime() - started < MOST_NANOS) {
                Files.writeString(files.resolve("paused"), "in the middle of a transaction");
                LockSupport.parkNanos(STEP_NANOS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
