package dev.baton.runtime.monitor;

import dev.baton.core.monitor.Failback;
import dev.baton.core.monitor.HealthPolicy;
import dev.baton.core.monitor.MonitorPolicy;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.config.FailbackPolicy;
import dev.baton.runtime.config.HandoverMode;
import dev.baton.runtime.config.MonitorConfig;
import java.time.Duration;

/**
 * What a {@link MonitorLoop} goes by. Immutable.
 *
 * @param policy when a region counts as down, and what is done then
 * @param poll how often the token is read when nothing is going on; default 250 ms
 */
public record MonitorSettings(MonitorPolicy policy, Duration poll) {

    public MonitorSettings {
        if (poll.isZero() || poll.isNegative()) {
            throw new IllegalArgumentException("poll: " + poll.toMillis() + " ms is not a positive time");
        }
    }

    /** The settings that a configuration asks for. */
    public static MonitorSettings of(BatonConfig config) {
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
                monitor.policy(), health, fenced, monitor.coolDown(), monitor.switchesPerDay(), failback);
        return new MonitorSettings(policy, config.token().poll());
    }
}
