package dev.baton.testkit.broker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The {@code server.properties} of a broker that is its own controller, sized for two of them on a small machine. */
final class BrokerSettings {

    static final String LOCAL = "LOCAL";
    static final String CONTROLLER = "CONTROLLER";
    static final int NODE_ID = 1;

    private static final String HOST = "127.0.0.1";

    private BrokerSettings() {}

    /** The settings of a broker that binds these ports. */
    static Map<String, String> of(BrokerOptions options, BrokerPorts ports, Path storage) {
        Map<String, String> settings = new TreeMap<>();
        addIdentity(settings, ports, storage);
        addListeners(settings, options, ports);
        addLightness(settings);
        addSingleCopies(settings);
        addPromptness(settings);
        settings.putAll(options.settings());
        return settings;
    }

    private static void addIdentity(Map<String, String> settings, BrokerPorts ports, Path storage) {
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE_ID));
        settings.put("controller.quorum.voters", NODE_ID + "@" + HOST + ":" + ports.controller());
        settings.put("log.dirs", storage.toString());
    }

    private static void addListeners(Map<String, String> settings, BrokerOptions options, BrokerPorts ports) {
        List<String> bound = new ArrayList<>();
        ports.byListener().forEach((name, port) -> bound.add(name + "://" + HOST + ":" + port));
        List<String> advertised = new ArrayList<>();
        advertised.add(LOCAL + "://" + HOST + ":" + ports.local());
        options.listeners()
                .forEach(listener -> advertised.add(listener.name() + "://" + HOST + ":" + listener.advertisedPort()));
        settings.put("listeners", String.join(",", bound));
        settings.put("advertised.listeners", String.join(",", advertised));
        settings.put("controller.listener.names", CONTROLLER);
        settings.put("inter.broker.listener.name", LOCAL);
        settings.put(
                "listener.security.protocol.map",
                ports.byListener().keySet().stream()
                        .map(name -> name + ":PLAINTEXT")
                        .collect(Collectors.joining(",")));
    }

    private static void addLightness(Map<String, String> settings) {
        settings.put("num.network.threads", "1");
        settings.put("num.io.threads", "3");
        settings.put("num.recovery.threads.per.data.dir", "1");
        settings.put("background.threads", "2");
        settings.put("group.coordinator.threads", "1");
        // The default of 128 MiB is allocated at start and would take a third of the heap.
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("share.coordinator.state.topic.num.partitions", "4");
        settings.put("metadata.max.idle.interval.ms", "5000");
    }

    private static void addSingleCopies(Map<String, String> settings) {
        settings.put("default.replication.factor", "1");
        settings.put("min.insync.replicas", "1");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
    }

    private static void addPromptness(Map<String, String> settings) {
        settings.put("auto.create.topics.enable", "false");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.min.session.timeout.ms", "1000");
        // After a SIGKILL the controller lets the broker in again only when its old session is over.
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("broker.session.timeout.ms", "3000");
    }
}
