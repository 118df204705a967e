package dev.baton.runtime.monitor;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.monitor.Electorate;
import dev.baton.core.monitor.Failback;
import dev.baton.core.monitor.HealthPolicy;
import dev.baton.core.monitor.MonitorPolicy;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.config.FailbackPolicy;
import dev.baton.runtime.config.HandoverMode;
import dev.baton.runtime.config.MonitorConfig;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

/**
 * What a {@link MonitorLoop} goes by. Immutable.
 *
 * @param policy when a region counts as down, and what is done then
 * @param electorate whose word it takes for a region to count as down
 * @param poll how often the token is read when nothing is going on; default 250 ms
 */
public record MonitorSettings(MonitorPolicy policy, Electorate electorate, Duration poll) {

    public MonitorSettings {
        if (poll.isZero() || poll.isNegative()) {
            throw new IllegalArgumentException("poll: " + poll.toMillis() + " ms is not a positive time");
        }
    }

    /**
     * The settings that a configuration asks for of the monitor called {@code name}.
     *
     * @throws InvalidConfigurationException if it names its monitors, and this one is none of them
     */
    public static MonitorSettings of(BatonConfig config, String name) {
        MonitorConfig monitor = config.monitor();
        HealthPolicy health = new HealthPolicy(
                monitor.probeInterval(),
                monitor.probeTimeout(),
                monitor.downFailures(),
                monitor.downAfter(),
                monitor.upAfter());
        boolean fenced = config.consumers().handover() == HandoverMode.FENCED;
        Failback failback =
                monitor.failback() == FailbackPolicy.AUTO ? new Failback(config.home(), monitor.failbackAfter()) : null;
        MonitorPolicy policy = new MonitorPolicy(
                monitor.policy(),
                health,
                fenced,
                monitor.coolDown(),
                monitor.switchesPerDay(),
                monitor.lagLimit(),
                failback);
        return new MonitorSettings(
                policy, electorate(monitor.members(), name), config.token().poll());
    }

    private static Electorate electorate(List<String> members, String name) {
        if (members.isEmpty()) {
            return Electorate.alone(name);
        }
        if (!members.contains(name)) {
            throw new InvalidConfigurationException(
                    "'" + name + "' is none of the monitors that 'monitor.members' names: " + String.join(", ", members)
                            + ". Start it under one of these names, or add it there and for every other");
        }
        return new Electorate(name, new TreeSet<>(members), Electorate.HEARTBEAT);
    }
}
