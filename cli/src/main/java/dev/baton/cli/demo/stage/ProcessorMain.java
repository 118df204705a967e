package dev.baton.cli.demo.stage;

import dev.baton.core.FencedException;
import dev.baton.jdbc.Database;
import dev.baton.jdbc.JdbcSink;
import dev.baton.jdbc.JdbcSinkOptions;
import dev.baton.kafka.client.BatonProperties;
import dev.baton.kafka.consumer.BatonProcessor;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The main class of a processor: writes one row for each event, exactly once. */
final class ProcessorMain {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessorMain.class);
    private static final int FENCED = 3;

    private ProcessorMain() {}

    /** Takes the path of {@code baton.yaml}, the region, its own name, the stream and a JDBC URL. */
    public static void main(String[] arguments) {
        String region = arguments[1];
        String name = arguments[2];
        JdbcSink<ConsumerRecord<String, String>> sink = new JdbcSink<>(
                JdbcSinkOptions.of(Database.at(arguments[4]), StagePlan.GROUP),
                (connection, events) -> SinkTable.apply(connection, events, region, name));
        Map<String, Object> properties = Map.of(
                BatonProperties.CONFIG,
                arguments[0],
                BatonProperties.REGION,
                region,
                ConsumerConfig.GROUP_ID_CONFIG,
                StagePlan.GROUP,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                StringDeserializer.class.getName(),
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                StringDeserializer.class.getName());
        try (BatonProcessor<String, String> processor = new BatonProcessor<>(properties, List.of(arguments[3]), sink)) {
            Runtime.getRuntime().addShutdownHook(new Thread(processor::close, "close"));
            processor.run();
        } catch (FencedException e) {
            LOG.warn("Fenced: {}", e.getMessage());
            Runtime.getRuntime().halt(FENCED);
        }
    }
}
