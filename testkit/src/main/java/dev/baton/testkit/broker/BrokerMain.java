package dev.baton.testkit.broker;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.Kafka;

/** The main class of a broker's process: formats the storage if it is new, then is Kafka's own. */
final class BrokerMain {

    private BrokerMain() {}

    /** Takes one argument, the path of {@code server.properties}. */
    public static void main(String[] arguments) throws Exception {
        BrokerStorage.format(read(Path.of(arguments[0])));
        Kafka.main(arguments);
    }

    private static Properties read(Path file) throws IOException {
        Properties settings = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            settings.load(reader);
        }
        return settings;
    }
}
