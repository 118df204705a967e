package dev.baton.cli.demo.stage;

import dev.baton.core.RegionId;
import dev.baton.kafka.probe.KafkaRegionProbe;
import dev.baton.testkit.broker.BrokerOptions;
import dev.baton.testkit.broker.KafkaBroker;
import dev.baton.testkit.process.Janitor;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;

/** A Kafka broker. */
final class BrokerService implements RegionService {

    /** So many by each agent show that it is at work. */
    private static final long PROBES = 4;

    private final RegionId region;
    private final StagePlan plan;
    private final Wiring wiring;
    private final KafkaBroker broker;

    private BrokerService(RegionId region, StagePlan plan, Wiring wiring, KafkaBroker broker) {
        this.region = region;
        this.plan = plan;
        this.wiring = wiring;
        this.broker = broker;
    }

    /** Starts it and returns at once. */
    static BrokerService start(Janitor janitor, RegionId region, StagePlan plan, Wiring wiring) {
        String name = "broker-" + region;
        BrokerOptions options =
                BrokerOptions.in(plan.directory().resolve(name), name).withListeners(wiring.listeners(region));
        return new BrokerService(region, plan, wiring, KafkaBroker.start(janitor, options));
    }

    @Override
    public void awaitReady(Duration atMost) {
        broker.awaitReady(atMost);
    }

    @Override
    public void open() {
        wiring.connectBroker(region, broker);
        broker.createTopic(plan.stream(), plan.partitions(), Map.of());
    }

    @Override
    public String section(String zone) {
        return "{ kafka: { bootstrap.servers: \"" + wiring.bootstrap(zone, region, broker) + "\" } }";
    }

    @Override
    public Consumer<String, String> reader() {
        return RegionLog.consumer(broker.bootstrap());
    }

    @Override
    public boolean isProbedWithin(Duration atMost, int agents) {
        return RegionLog.hasWithin(atMost, PROBES * agents, broker.bootstrap(), KafkaRegionProbe.TOPIC);
    }

    @Override
    public boolean isAlive() {
        return broker.process().isAlive();
    }

    @Override
    public void kill() {
        broker.kill();
    }

    @Override
    public void freeze() {
        broker.freeze();
    }

    @Override
    public void thaw() {
        broker.thaw();
    }

    @Override
    public void restart() {
        broker.restart();
    }

    @Override
    public void close() {}
}
