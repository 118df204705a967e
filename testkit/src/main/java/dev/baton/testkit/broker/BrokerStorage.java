package dev.baton.testkit.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/** The folder that a broker keeps its logs in; formatted once, with a cluster id of its own. */
final class BrokerStorage {

    private static final String META = "meta.properties";

    private BrokerStorage() {}

    static Path in(Path directory) {
        return directory.resolve("storage");
    }

    /** The id of the cluster that the storage belongs to; empty as long as it is not formatted. */
    static Optional<String> clusterId(Path directory) {
        Properties meta = new Properties();
        try (Reader reader = Files.newBufferedReader(in(directory).resolve(META))) {
            meta.load(reader);
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.ofNullable(meta.getProperty("cluster.id"));
    }

    /** Formats the storage if it is new. */
    static void format(Properties settings) throws Exception {
        String storage = settings.getProperty("log.dirs");
        // The last file that formatting writes.
        if (Files.exists(Path.of(storage, META))) {
            return;
        }
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(Integer.parseInt(settings.getProperty("node.id")))
                .setControllerListenerName(settings.getProperty("controller.listener.names"))
                .addDirectory(storage)
                .setMetadataLogDirectory(storage)
                .setHasDynamicQuorum(false)
                .run();
    }
}
