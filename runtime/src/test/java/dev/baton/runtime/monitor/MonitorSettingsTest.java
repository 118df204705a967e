package dev.baton.runtime.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.RegionId;
import dev.baton.core.monitor.Electorate;
import dev.baton.core.monitor.Failback;
import dev.baton.core.monitor.HealthPolicy;
import dev.baton.core.monitor.MonitorPolicy;
import dev.baton.core.monitor.SwitchPolicy;
import dev.baton.runtime.config.BatonConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MonitorSettingsTest {

    private static final String SHORTEST =
            """
            name: payments
            regions:
              r2: { kafka: { bootstrap.servers: "localhost:9192" } }
              r1: { kafka: { bootstrap.servers: "localhost:9092" } }
            streams: { flights: }
            """;

    @Test
    void shouldBeTheDefaultsOfCoreWhereTheFileSaysNothing() {
        // When
        MonitorSettings settings = settings("token: { directory: . }");
        // Then
        assertThat(settings)
                .isEqualTo(new MonitorSettings(MonitorPolicy.DEFAULT, Electorate.alone("r2"), Duration.ofMillis(250)));
    }

    @Test
    void shouldBeWhatTheFileSays() {
        // When
        MonitorSettings settings = settings(
                """
                token: { directory: ., ttl: 1s, poll: 100ms }
                monitor:
                  policy: observe
                  members: [r2, witness, r1]
                  probeInterval: 1s
                  probeTimeout: 2s
                  downFailures: 4
                  downAfter: 5s
                  upAfter: 6s
                  coolDown: 7s
                  switchesPerDay: 8
                  lagLimit: 4711
                  failback: auto
                  failbackAfter: 9m
                consumers: { handover: fenced }
                """);
        // Then
        HealthPolicy health = new HealthPolicy(
                Duration.ofSeconds(1), Duration.ofSeconds(2), 4, Duration.ofSeconds(5), Duration.ofSeconds(6));
        Failback home = new Failback(new RegionId("r2"), Duration.ofMinutes(9));
        MonitorPolicy policy =
                new MonitorPolicy(SwitchPolicy.OBSERVE, health, true, Duration.ofSeconds(7), 8, 4711, home);
        Electorate electorate =
                new Electorate("r2", new TreeSet<>(List.of("r1", "r2", "witness")), Electorate.HEARTBEAT);
        assertThat(settings).isEqualTo(new MonitorSettings(policy, electorate, Duration.ofMillis(100)));
    }

    @Test
    void shouldRefuseToPollWithoutPause() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MonitorSettings(MonitorPolicy.DEFAULT, Electorate.alone("r2"), Duration.ZERO))
                .withMessage("poll: 0 ms is not a positive time");
    }

    @Test
    void shouldRefuseAMonitorThatIsNoMember() {
        // Given
        String members = "token: { directory: . }\nmonitor: { members: [r1, witness, r3] }";
        // When, Then
        assertThatThrownBy(() -> settings(members))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage(
                        "'r2' is none of the monitors that 'monitor.members' names: r1, witness, r3. Start it under one of"
                                + " these names, or add it there and for every other");
    }

    private static MonitorSettings settings(String more) {
        return MonitorSettings.of(
                BatonConfig.parse(SHORTEST + more, "baton.yaml", Path.of("/etc"), name -> null), "r2");
    }
}
