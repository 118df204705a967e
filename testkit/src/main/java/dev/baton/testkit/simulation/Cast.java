package dev.baton.testkit.simulation;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Failback;
import dev.baton.core.monitor.HealthPolicy;
import dev.baton.core.monitor.MonitorPolicy;
import dev.baton.core.monitor.SwitchPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Everybody in a world. Those who are in it more often act more often. */
final class Cast {

    private final List<SimulatedProducer> producers;
    private final List<SimulatedConsumer> consumers;
    private final List<SimulatedMonitor> monitors;
    private final List<SimulatedOperator> operators;
    private final MonitorPolicy policy;
    private final List<Actor> everybody = new ArrayList<>();

    Cast(World world) {
        SplittableRandom random = world.random();
        this.policy = anyPolicy(world, random);
        this.producers = List.of(new SimulatedProducer(world, "p1"), new SimulatedProducer(world, "p2"));
        this.consumers = world.regions().stream()
                .map(region -> new SimulatedConsumer(world, region))
                .toList();
        this.monitors = List.of(new SimulatedMonitor(world, "m1", policy), new SimulatedMonitor(world, "m2", policy));
        this.operators =
                List.of(new SimulatedOperator(world, "operator 1"), new SimulatedOperator(world, "operator 2"));
        List<SimulatedCatchUp> catchUps =
                List.of(new SimulatedCatchUp(world, "agent 1"), new SimulatedCatchUp(world, "agent 2"));
        everybody.addAll(producers);
        everybody.addAll(consumers);
        everybody.addAll(monitors);
        everybody.addAll(operators);
        for (int i = world.temper().catchUps(); i > 0; i--) {
            everybody.addAll(catchUps);
        }
        if (!world.profile().hasMonitors() || random.nextInt(3) == 0) {
            monitors.forEach(monitor -> monitor.sleepUntil(Long.MAX_VALUE)); // a world of operators
        } else if (random.nextInt(3) == 0) {
            operators.forEach(operator -> operator.sleepUntil(Long.MAX_VALUE));
        }
    }

    private static MonitorPolicy anyPolicy(World world, SplittableRandom random) {
        Duration coolDown = Duration.ofSeconds(random.nextInt(3));
        HealthPolicy health = new HealthPolicy(
                Duration.ofMillis(250),
                Duration.ofMillis(400),
                3,
                Duration.ofSeconds(1),
                Duration.ofMillis(random.nextInt(1, 4) * 1000L));
        RegionId home = world.regions().get(random.nextInt(2)).id();
        Failback failback = random.nextInt(3) == 0 ? new Failback(home, Duration.ofSeconds(5)) : null;
        return new MonitorPolicy(
                SwitchPolicy.AUTO, health, world.isFenced(), coolDown, 100_000, MonitorPolicy.UNLIMITED, failback);
    }

    boolean areTwoGatesOpen() {
        boolean open = false;
        for (SimulatedConsumer consumer : consumers) {
            if (consumer.isOpen()) {
                if (open) {
                    return true;
                }
                open = true;
            }
        }
        return false;
    }

    List<SimulatedProducer> producers() {
        return producers;
    }

    List<SimulatedConsumer> consumers() {
        return consumers;
    }

    List<SimulatedMonitor> monitors() {
        return monitors;
    }

    List<SimulatedOperator> operators() {
        return operators;
    }

    MonitorPolicy policy() {
        return policy;
    }

    List<Actor> everybody() {
        return everybody;
    }
}
