package dev.baton.kafka.monitor;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Signature;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.kafka.client.BatonProperties;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.consumer.BatonConsumer;
import dev.baton.kafka.probe.KafkaRegionProbe;
import dev.baton.kafka.producer.BatonProducer;
import dev.baton.runtime.gate.Registrations;
import dev.baton.runtime.monitor.MonitorListener;
import dev.baton.runtime.monitor.MonitorLoop;
import dev.baton.runtime.monitor.MonitorPorts;
import dev.baton.runtime.monitor.MonitorSettings;
import dev.baton.runtime.monitor.RegionProbe;
import dev.baton.runtime.report.Bulletins;
import dev.baton.testkit.broker.BrokerOptions;
import dev.baton.testkit.broker.KafkaBroker;
import dev.baton.testkit.broker.Listener;
import dev.baton.testkit.network.FaultProxy;
import dev.baton.testkit.network.Network;
import dev.baton.testkit.process.Janitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Two real brokers, and three monitors and two producers that each reach r1 by a way of their own, which can be cut or slowed. */
final class Watchers implements AutoCloseable {

    static final RegionId R1 = new RegionId("r1");
    static final RegionId R2 = new RegionId("r2");
    static final List<String> MONITORS = List.of("r1", "r2", "witness");
    static final String HAPPY = "happy";
    static final String LONELY = "lonely";
    static final String STREAM = "flights";

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration TTL = Duration.ofMillis(1_500);

    private final Janitor janitor = Janitor.start();
    private final Network network = Network.open();
    private final SortedMap<String, FaultProxy> waysToR1 = new TreeMap<>();
    private final Path directory;
    private final KafkaBroker broker1;
    private final KafkaBroker broker2;
    private final List<AutoCloseable> open = new ArrayList<>();
    private String name = "";
    private Installation installation;

    Watchers(Path directory) throws IOException {
        this.directory = directory;
        for (String who : List.of("r1", "r2", "witness", HAPPY, LONELY)) {
            waysToR1.put(who, network.link(who, "region-r1"));
        }
        Listener[] listeners = waysToR1.entrySet().stream()
                .map(way -> new Listener(listener(way.getKey()), way.getValue().port()))
                .toArray(Listener[]::new);
        broker1 = KafkaBroker.start(
                janitor, BrokerOptions.in(directory.resolve("b1"), "broker-r1").withListeners(listeners));
        broker2 = KafkaBroker.start(janitor, BrokerOptions.in(directory.resolve("b2"), "broker-r2"));
        broker1.awaitReady(START);
        broker2.awaitReady(START);
        waysToR1.forEach((who, way) -> way.forwardTo(broker1.port(listener(who))));
        broker1.createTopic(STREAM, 2, Map.of());
        broker2.createTopic(STREAM, 2, Map.of());
        installation = begin("none");
    }

    /** A new installation over the same brokers, with every way healed. */
    Installation begin(String newName) throws IOException {
        stop();
        name = newName;
        waysToR1.values().forEach(way -> {
            way.heal();
            way.latency(Duration.ZERO);
        });
        installation = keep(Installation.open(config("r2")));
        installation.tokens().create(Token.first(name, List.of(R1, R2), R1, TTL, audit("first")));
        return installation;
    }

    private static String listener(String who) {
        return "FROM_" + who.toUpperCase(Locale.ROOT);
    }

    private Path config(String who) throws IOException {
        return Files.writeString(
                directory.resolve(name + "-" + who + ".yaml"),
                """
                name: %s
                regions:
                  r1: { kafka: { bootstrap.servers: "%s" } }
                  r2: { kafka: { bootstrap.servers: "%s" } }
                streams: { %s: {} }
                token: { directory: token-%s, ttl: %dms }
                monitor: { members: %s }
                """
                        .formatted(
                                name,
                                broker1.bootstrap(listener(who)),
                                broker2.bootstrap(),
                                STREAM,
                                name,
                                TTL.toMillis(),
                                MONITORS));
    }

    FaultProxy wayToR1(String who) {
        FaultProxy way = waysToR1.get(who);
        if (way == null) {
            throw new IllegalArgumentException(who);
        }
        return way;
    }

    /** Each answer of r1 comes that much later, for everybody. */
    void slowR1(Duration latency) {
        waysToR1.values().forEach(way -> way.latency(latency.dividedBy(2)));
    }

    void startMonitors() throws IOException {
        for (String who : MONITORS) {
            Installation own = keep(Installation.open(config(who)));
            SortedMap<RegionId, RegionProbe> probes = new TreeMap<>();
            own.config()
                    .regions()
                    .forEach((region, where) -> probes.put(
                            region,
                            new KafkaRegionProbe(
                                    region,
                                    where.kafka(),
                                    own.config().monitor().probeTimeout(),
                                    Installation::nonce)));
            MonitorPorts ports = new MonitorPorts(
                    own.tokens(),
                    new Registrations(own.store(), name),
                    probes,
                    new MonitorPorts.Hearsay(
                            Bulletins.ofMonitors(own.store(), name),
                            Bulletins.ofClients(own.store(), name),
                            Installation.nonce(),
                            Instant::now),
                    () -> new Signature("monitor@" + who, Instant.now(), Installation.nonce()),
                    System::nanoTime);
            keep(new MonitorLoop(MonitorSettings.of(own.config(), who), ports, MonitorListener.NONE))
                    .start();
        }
    }

    Map<String, Object> producer(String who) throws IOException {
        Map<String, Object> properties = new HashMap<>();
        properties.put(BatonProperties.CONFIG, config(who).toString());
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
        return properties;
    }

    /** A consumer of r1 that has joined its group. */
    BatonConsumer<String, String> consumer(String who) throws IOException {
        Map<String, Object> properties = new HashMap<>();
        properties.put(BatonProperties.CONFIG, config(who).toString());
        properties.put(BatonProperties.REGION, R1.value());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, name);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        BatonConsumer<String, String> consumer = new BatonConsumer<>(properties);
        consumer.subscribe(List.of(STREAM));
        return consumer;
    }

    <T extends AutoCloseable> T keep(T part) {
        open.add(part);
        return part;
    }

    Token token() {
        return installation.tokens().read();
    }

    Bulletins monitors() {
        return Bulletins.ofMonitors(installation.store(), name);
    }

    Bulletins clients() {
        return Bulletins.ofClients(installation.store(), name);
    }

    /** What this reporter of these last said of r1; empty if nothing. */
    static String says(Bulletins of, String reporter) {
        return of.newest(reporter)
                .map(bulletin -> bulletin.report().findings().get(R1))
                .map(finding -> finding.word())
                .orElse("");
    }

    /** What an agent does when there is nothing to copy. */
    void catchUp(RegionId region) {
        change(token -> token.beginCatchUp(region, audit("back")));
        change(token -> token.promote(region, token.episode(region), audit("whole")));
    }

    private void change(Function<Token, Transition> change) {
        Token now = token();
        change.apply(now)
                .fold(
                        next -> installation
                                .tokens()
                                .compareAndSet(now, next)
                                .fold(ok -> true, no -> false, unknown -> false),
                        refused -> false);
    }

    private static Audit audit(String reason) {
        return new Audit(reason, "test", Instant.EPOCH, Installation.nonce());
    }

    void closeProducers() {
        open.stream().filter(BatonProducer.class::isInstance).forEach(Watchers::close);
        open.removeIf(BatonProducer.class::isInstance);
    }

    /** Ends monitors and producers. */
    void stop() {
        Collections.reverse(open);
        open.forEach(Watchers::close);
        open.clear();
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        stop();
        network.close();
        janitor.close();
    }
}
