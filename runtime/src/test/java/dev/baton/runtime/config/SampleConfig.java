package dev.baton.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;

/** A configuration that is right, for tests to change one thing in it. */
final class SampleConfig {

    static final Path FOLDER = Path.of("/etc/baton");

    /** {@code hunter2} must never be seen. */
    static final Map<String, String> ENVIRONMENT =
            Map.of("SECRET", "hunter2", "TTL", "3s", "EMPTY", "", "INJECTION", "x\nmonitor: {policy: manual}");

    static final String YAML =
            """
            name: payments
            regions:
              r1:
                kafka:
                  bootstrap.servers: localhost:9092
              r2:
                kafka: { bootstrap.servers: "localhost:9192" }
            streams:
              flights: {}
            token:
              directory: /var/lib/baton
              ttl: 1500ms
            monitor:
              policy: auto
            consumers:
              handover: wait
            """;

    private SampleConfig() {}

    static BatonConfig parse(String yaml) {
        return BatonConfig.parse(yaml, "baton.yaml", FOLDER, ENVIRONMENT::get);
    }

    /** The sample with one thing in it replaced. */
    static String with(String old, String changed) {
        assertThat(YAML).contains(old);
        return YAML.replace(old, changed);
    }

    static BatonConfig parseWith(String old, String changed) {
        return parse(with(old, changed));
    }
}
