package dev.baton.runtime.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.core.RegionId;
import dev.baton.core.monitor.Failback;
import dev.baton.core.monitor.HealthPolicy;
import dev.baton.core.monitor.MonitorPolicy;
import dev.baton.core.monitor.SwitchPolicy;
import dev.baton.runtime.config.BatonConfig;
import java.nio.file.Path;
import java.time.Duration;
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
        assertThat(settings).isEqualTo(new MonitorSettings(MonitorPolicy.DEFAULT, Duration.ofMillis(250)));
    }

    @Test
    void shouldBeWhatTheFileSays() {
        // When
        MonitorSettings settings = settings(
                """
                token: { directory: ., ttl: 1s, poll: 100ms }
                monitor:
                  policy: observe
                  probeInterval: 1s
                  probeTimeout: 2s
                  downFailures: 4
                  downAfter: 5s
                  upAfter: 6s
                  coolDown: 7s
                  switchesPerDay: 8
                  failback: auto
                  failbackAfter: 9m
                consumers: { handover: fenced }
                """);
        // Then
        HealthPolicy health = new HealthPolicy(
                Duration.ofSeconds(1), Duration.ofSeconds(2), 4, Duration.ofSeconds(5), Duration.ofSeconds(6));
        Failback home = new Failback(new RegionId("r2"), Duration.ofMinutes(9));
        MonitorPolicy policy = new MonitorPolicy(SwitchPolicy.OBSERVE, health, true, Duration.ofSeconds(7), 8, home);
        assertThat(settings).isEqualTo(new MonitorSettings(policy, Duration.ofMillis(100)));
    }

    @Test
    void shouldRefuseToPollWithoutPause() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MonitorSettings(MonitorPolicy.DEFAULT, Duration.ZERO))
                .withMessage("poll: 0 ms is not a positive time");
    }

    private static MonitorSettings settings(String more) {
        return MonitorSettings.of(BatonConfig.parse(SHORTEST + more, "baton.yaml", Path.of("/etc"), name -> null));
    }
}
