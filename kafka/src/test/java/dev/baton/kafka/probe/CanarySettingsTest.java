package dev.baton.kafka.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.RegionId;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CanarySettingsTest {

    private static final Map<String, String> PROPERTIES = Map.of(
            "bootstrap.servers", "localhost:9092",
            "security.protocol", "SASL_SSL",
            "enable.idempotence", "true",
            "transactional.id", "orders",
            "retries", "2147483647",
            "group.id", "processors",
            "request.timeout.ms", "30000");

    private final CanarySettings settings = new CanarySettings(new RegionId("r1"), PROPERTIES, Duration.ofMillis(400));

    @Test
    void shouldPassTheRegionsPropertiesToEveryClient() {
        assertThat(settings.producer()).containsEntry("security.protocol", "SASL_SSL");
        assertThat(settings.consumer()).containsEntry("security.protocol", "SASL_SSL");
        assertThat(settings.admin()).containsEntry("security.protocol", "SASL_SSL");
    }

    @Test
    void shouldNotTryACanaryTwiceWhateverTheRegionsPropertiesSay() {
        assertThat(settings.producer())
                .containsEntry("enable.idempotence", false)
                .containsEntry("retries", 0)
                .containsEntry("acks", "all")
                .containsEntry("delivery.timeout.ms", 400)
                .doesNotContainKey("transactional.id");
    }

    @Test
    void shouldWaitForNothingLongerThanTheTimeout() {
        assertThat(settings.producer()).containsEntry("max.block.ms", 400).containsEntry("request.timeout.ms", 400);
        assertThat(settings.consumer())
                .containsEntry("request.timeout.ms", 400)
                .containsEntry("fetch.max.wait.ms", 200);
    }

    @Test
    void shouldJoinNoGroup() {
        assertThat(settings.consumer()).doesNotContainKeys("group.id", "group.instance.id");
    }
}
