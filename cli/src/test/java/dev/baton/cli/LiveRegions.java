package dev.baton.cli;

import dev.baton.kafka.client.BatonProperties;
import dev.baton.kafka.producer.BatonProducer;
import dev.baton.testkit.broker.BrokerOptions;
import dev.baton.testkit.broker.KafkaBroker;
import dev.baton.testkit.process.ChildProcess;
import dev.baton.testkit.process.Janitor;
import dev.baton.testkit.process.JvmCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Two regions with a real broker each, one stream, r1 active, and commands as processes of their own. */
final class LiveRegions implements AutoCloseable {

    static final String STREAM = "flights";
    static final int PARTITIONS = 3;
    private static final Duration START = Duration.ofSeconds(90);

    private final Path directory;
    private final Janitor janitor = Janitor.start();
    private final KafkaBroker r1;
    private final KafkaBroker r2;
    private final Path config;
    private int processes;

    LiveRegions(Path directory) {
        this.directory = directory;
        this.r1 = broker("r1");
        this.r2 = broker("r2");
        for (KafkaBroker broker : List.of(r1, r2)) {
            broker.awaitReady(START);
            broker.createTopic(STREAM, PARTITIONS, Map.of("retention.bytes", "-1"));
        }
        this.config = Installations.write(directory, r1.bootstrap(), r2.bootstrap());
        Installations.createToken(config);
    }

    private KafkaBroker broker(String name) {
        return KafkaBroker.start(janitor, BrokerOptions.in(directory.resolve(name), "broker-" + name));
    }

    KafkaBroker r1() {
        return r1;
    }

    KafkaBroker r2() {
        return r2;
    }

    Path config() {
        return config;
    }

    Producer<byte[], byte[]> producer() {
        return new BatonProducer<>(
                Map.of(BatonProperties.CONFIG, config.toString()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** A command in a process of its own; what it prints is in its log. */
    ChildProcess run(String... command) {
        String[] arguments = new String[command.length + 2];
        System.arraycopy(command, 0, arguments, 0, command.length);
        arguments[command.length] = "--config";
        arguments[command.length + 1] = config.toString();
        String name = command[0] + "-" + processes++;
        return ChildProcess.start(
                janitor,
                name,
                JvmCommand.of(Baton.class.getName(), arguments).toCommand(),
                directory.resolve(name + ".log"));
    }

    @Override
    public void close() {
        janitor.close();
    }
}
