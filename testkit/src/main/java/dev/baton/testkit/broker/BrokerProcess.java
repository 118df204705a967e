package dev.baton.testkit.broker;

import dev.baton.testkit.TestbedException;
import dev.baton.testkit.process.ChildProcess;
import dev.baton.testkit.process.Janitor;
import dev.baton.testkit.process.JvmCommand;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** One life of a broker: writes its configuration and starts its JVM. */
final class BrokerProcess {

    /** On the class path; standard output is the log, one for each life. */
    private static final String LOGGING = "dev/baton/testkit/broker/broker-logback.xml";

    private BrokerProcess() {}

    static ChildProcess start(Janitor janitor, BrokerOptions options, BrokerPorts ports, int life) {
        Path directory = options.directory();
        Path settings = directory.resolve("server.properties");
        try {
            Files.createDirectories(directory);
            write(settings, BrokerSettings.of(options, ports, BrokerStorage.in(directory)));
        } catch (IOException e) {
            throw new TestbedException(
                    "The configuration of " + options.name() + " could not be written to " + directory + ".", e);
        }
        JvmCommand command = JvmCommand.of(BrokerMain.class.getName(), settings.toString())
                .withFlags(jvmFlags(options))
                .withProperties(Map.of("java.awt.headless", "true", "logback.configurationFile", LOGGING));
        Path log = directory.resolve("broker-" + life + ".log");
        return ChildProcess.start(janitor, options.name(), command.toCommand(), log);
    }

    private static String[] jvmFlags(BrokerOptions options) {
        List<String> flags = new ArrayList<>(List.of(
                "-Xms128m",
                "-Xmx" + options.maxHeapMiB() + "m",
                "-XX:MaxDirectMemorySize=128m",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError"));
        flags.addAll(options.jvmFlags());
        return flags.toArray(String[]::new);
    }

    private static void write(Path file, Map<String, String> settings) throws IOException {
        Properties properties = new Properties();
        properties.putAll(settings);
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
    }
}
