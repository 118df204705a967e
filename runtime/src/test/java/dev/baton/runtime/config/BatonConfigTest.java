package dev.baton.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.baton.core.Decoded;
import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.RegionId;
import dev.baton.core.monitor.MonitorPolicy;
import dev.baton.core.monitor.SwitchPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatonConfigTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");

    @Test
    void shouldNeedLittleAndFillInTheDefaults() {
        // Given
        String yaml =
                """
                name: payments
                regions:
                  r1: { kafka: { bootstrap.servers: "localhost:9092" } }
                  r2: { kafka: { bootstrap.servers: "localhost:9192" } }
                streams:
                  flights: {}
                token: { directory: /var/lib/baton }
                """;

        // When
        BatonConfig config = SampleConfig.parse(yaml);

        // Then
        SortedMap<RegionId, RegionConfig> regions = new TreeMap<>();
        regions.put(R1, RegionConfig.at("localhost:9092"));
        regions.put(R2, RegionConfig.at("localhost:9192"));
        SortedMap<String, StreamConfig> streams = new TreeMap<>();
        streams.put("flights", StreamConfig.DEFAULT);
        assertThat(config)
                .isEqualTo(new BatonConfig(
                        "payments",
                        regions,
                        R1,
                        streams,
                        TokenConfig.in(new StoreConfig.Directory(Path.of("/var/lib/baton"))),
                        MonitorConfig.DEFAULT,
                        ConsumersConfig.DEFAULT,
                        CatchUpConfig.DEFAULT,
                        new TreeMap<>(),
                        null));
    }

    @Test
    void shouldHaveTheDefaultsOfTheMonitor() {
        MonitorConfig config = MonitorConfig.DEFAULT;
        MonitorPolicy policy = MonitorPolicy.DEFAULT;

        assertThat(config)
                .isEqualTo(new MonitorConfig(
                        policy.switching(),
                        List.of(),
                        policy.health().probeInterval(),
                        policy.health().probeTimeout(),
                        policy.health().downFailures(),
                        policy.health().downAfter(),
                        policy.health().upAfter(),
                        policy.coolDown(),
                        policy.switchesPerDay(),
                        policy.lagLimit(),
                        FailbackPolicy.MANUAL,
                        Duration.ofMinutes(10)));
        assertThat(policy.failback()).isNull();
        assertThat(ConsumersConfig.DEFAULT.handover() == HandoverMode.FENCED).isEqualTo(policy.fenced());
    }

    @Test
    void shouldReadEveryOption() {
        // When
        BatonConfig config = SampleConfig.parse(
                """
                name: payments
                regions:
                  r1: { kafka: { bootstrap.servers: "localhost:9092" } }
                  r2: { kafka: { bootstrap.servers: "localhost:9192" } }
                streams:
                  flights: { topics: { r2: flights-dr } }
                token: { http: "https://store:8700/baton", ttl: 1m, poll: 20 s }
                monitor:
                  policy: manual
                  members: [r1, r2, witness]
                  probeInterval: 1s
                  probeTimeout: 2s
                  downFailures: 5
                  downAfter: 3s
                  upAfter: 1m
                  coolDown: 1h
                  switchesPerDay: 2
                  lagLimit: 100000
                  failback: auto
                  failbackAfter: 1h
                consumers: { handover: fenced }
                catchUp: { policy: manual, rate: 50MiB }
                """);

        // Then
        assertThat(config.token())
                .isEqualTo(new TokenConfig(
                        new TreeMap<>(
                                Map.of(TokenConfig.ONLY, new StoreConfig.Http(URI.create("https://store:8700/baton")))),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(20)));
        assertThat(config.monitor())
                .isEqualTo(new MonitorConfig(
                        SwitchPolicy.MANUAL,
                        List.of("r1", "r2", "witness"),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        5,
                        Duration.ofSeconds(3),
                        Duration.ofMinutes(1),
                        Duration.ofHours(1),
                        2,
                        100_000,
                        FailbackPolicy.AUTO,
                        Duration.ofHours(1)));
        assertThat(config.consumers().handover()).isEqualTo(HandoverMode.FENCED);
        assertThat(config.catchUp()).isEqualTo(new CatchUpConfig(CatchUpPolicy.MANUAL, new ByteRate(52_428_800)));
        assertThat(config.topic("flights", R1)).isEqualTo("flights");
        assertThat(config.topic("flights", R2)).isEqualTo("flights-dr");
    }

    @Test
    void shouldBeAtHomeInTheFirstRegionOfTheFileUnlessItNamesAnother() {
        // Given
        String backwards =
                """
                name: payments
                regions:
                  r2: { kafka: { bootstrap.servers: "localhost:9192" } }
                  r1: { kafka: { bootstrap.servers: "localhost:9092" } }
                streams: { flights: }
                token: { directory: . }
                """;

        // When
        BatonConfig first = SampleConfig.parse(backwards);
        BatonConfig named = SampleConfig.parse(backwards + "home: r1\n");

        // Then
        assertThat(first.regions().firstKey()).isEqualTo(R1);
        assertThat(first.home()).isEqualTo(R2);
        assertThat(named.home()).isEqualTo(R1);
    }

    @Test
    void shouldPassKafkaPropertiesOnAsTheyAreWritten() {
        // When
        BatonConfig config = SampleConfig.parseWith(
                "bootstrap.servers: localhost:9092",
                """
                bootstrap.servers: localhost:9092
                      linger.ms: 0010
                      max.block.ms: 1_000
                      check.crcs: yes
                      retry.backoff.ms: 1e3
                      client.rack: "~"
                      client.dns.lookup: >-
                        use_all
                        _dns_ips
                """);

        // Then
        assertThat(config.region(R1).kafka())
                .containsExactly(
                        entry("bootstrap.servers", "localhost:9092"),
                        entry("check.crcs", "yes"),
                        entry("client.dns.lookup", "use_all _dns_ips"),
                        entry("client.rack", "~"),
                        entry("linger.ms", "0010"),
                        entry("max.block.ms", "1_000"),
                        entry("retry.backoff.ms", "1e3"));
    }

    @Test
    void shouldPutInWhatAValueRefersTo() {
        // When
        BatonConfig config = SampleConfig.parseWith(
                "bootstrap.servers: localhost:9092",
                """
                bootstrap.servers: localhost:9092
                      a: ${SECRET}
                      b: <${SECRET}|${EMPTY}|${TTL}>
                      c: $${SECRET} $$ $ { ${SECRET}
                      d: ${INJECTION}
                """);

        // Then
        assertThat(config.region(R1).kafka())
                .containsEntry("a", "hunter2")
                .containsEntry("b", "<hunter2||3s>")
                .containsEntry("c", "${SECRET} $$ $ { hunter2")
                .containsEntry("d", "x\nmonitor: {policy: manual}");
        assertThat(config.monitor()).isEqualTo(MonitorConfig.DEFAULT);
    }

    @Test
    void shouldTakeSectionsWithoutContentAndAliases() {
        // When
        BatonConfig config = SampleConfig.parse(
                """
                name: &n payments
                regions:
                  r1: { kafka: { bootstrap.servers: "localhost:9092", security.protocol: &p SSL } }
                  r2: { kafka: { bootstrap.servers: "localhost:9192", security.protocol: *p } }
                streams:
                  flights:
                  payments: &s { topics: }
                  orders: *s
                token: { directory: . }
                monitor:
                consumers:
                catchUp:
                """);

        // Then
        assertThat(config.monitor()).isEqualTo(MonitorConfig.DEFAULT);
        assertThat(config.catchUp()).isEqualTo(CatchUpConfig.DEFAULT);
        assertThat(config.streams()).containsOnlyKeys("flights", "orders", "payments");
        assertThat(config.region(R2).kafka()).containsEntry("security.protocol", "SSL");
    }

    @Test
    void shouldReadWhatOtherSystemsWrite() {
        assertThat(SampleConfig.parse("\uFEFF" + SampleConfig.YAML)).isEqualTo(SampleConfig.parse(SampleConfig.YAML));
        assertThat(SampleConfig.parse(SampleConfig.YAML.replace("\n", "\r\n")))
                .isEqualTo(SampleConfig.parse(SampleConfig.YAML));
        assertThat(SampleConfig.parse("---\n" + SampleConfig.YAML + "...\n"))
                .isEqualTo(SampleConfig.parse(SampleConfig.YAML));
    }

    @Test
    void shouldStartRelativePathsFromTheFolderOfTheFile() {
        BatonConfig config = SampleConfig.parseWith("/var/lib/baton", "store");

        assertThat(config.token())
                .isEqualTo(TokenConfig.in(new StoreConfig.Directory(SampleConfig.FOLDER.resolve("store"))));
    }

    @Test
    void shouldNameTheRegionsThatThereAre() {
        BatonConfig config = SampleConfig.parse(SampleConfig.YAML);

        assertThatThrownBy(() -> config.region(new RegionId("r3")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage("region 'r3' is none of the regions of 'payments'; use one of r1, r2");
    }

    @Test
    void shouldNameTheStreamsThatThereAre() {
        BatonConfig config = SampleConfig.parse(SampleConfig.YAML);

        assertThatThrownBy(() -> config.topic("fligths", R1))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage("stream 'fligths' is none of the streams of 'payments'; use one of flights,"
                        + " or add it under 'streams'");
    }

    @Test
    void shouldLetOneServiceStandForTwoRegionsIfTheTopicsDiffer() {
        // When
        BatonConfig config = SampleConfig.parse(
                SampleConfig.with("9192", "9092").replace("flights: {}", "flights: { topics: { r2: flights-dr } }"));

        // Then
        assertThat(config.topic("flights", R2)).isEqualTo("flights-dr");
    }

    @Test
    void shouldNotShowSecrets() {
        // Given
        BatonConfig inDirectory = SampleConfig.parseWith(
                "bootstrap.servers: localhost:9092",
                """
                bootstrap.servers: localhost:9092
                      sasl.jaas.config: user="me" password="hunter2"
                      ssl.key.password: hunter2
                      client.rack: ${SECRET}
                """);
        BatonConfig overHttp =
                SampleConfig.parseWith("directory: /var/lib/baton", "http: http://store:8700/p/hunter2/n/baton");

        // Then
        assertThat(inDirectory.region(R1).kafka()).containsEntry("ssl.key.password", "hunter2");
        assertThat(inDirectory.toString()).contains("ssl.key.password").doesNotContain("hunter2");
        assertThat(overHttp.toString()).contains("http://store:8700").doesNotContain("hunter2");
    }

    @Test
    void shouldNotChangeWithWhatItWasMadeOf() {
        // Given
        SortedMap<String, String> kafka =
                new TreeMap<>(RegionConfig.at("localhost:9092").kafka());
        RegionConfig region = new RegionConfig(kafka);

        // When
        kafka.put("linger.ms", "5");

        // Then
        assertThat(region).isEqualTo(RegionConfig.at("localhost:9092"));
        assertThatThrownBy(() -> region.kafka().put("linger.ms", "5"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "1KiB, 1024",
        "512 KiB, 524288",
        "50MiB, 52428800",
        "3GiB, 3221225472",
        "999999999GiB, 1073741822926258176",
        "unlimited, 9223372036854775807"
    })
    void shouldReadRates(String written, long bytesPerSecond) {
        assertThat(ByteRate.read(written)).isEqualTo(new Decoded.Value<>(new ByteRate(bytesPerSecond)));
    }

    @Test
    void shouldReadHooksAndMarkers() {
        // When
        BatonConfig config = SampleConfig.parse(
                SampleConfig.YAML
                        + """
                hooks:
                  start: { on: [active], region: r2, agent: r2, command: [/bin/start, -x, "${SECRET}"] }
                  page:
                    on: [inactive, sync]
                    url: https://example.com/path-that-is-secret
                    secret: a secret of length
                    deadline: 5s
                    attempts: 2
                markers:
                  store: { directory: markers }
                  objects: { r1: clients/r1, r2: clients/r2 }
                  pause: 10s
                """);

        // Then
        assertThat(config.hooks().get("start"))
                .isEqualTo(new HookConfig(
                        List.of(HookTrigger.ACTIVE),
                        R2,
                        R2,
                        List.of("/bin/start", "-x", "hunter2"),
                        null,
                        null,
                        null,
                        Duration.ofSeconds(30),
                        5));
        assertThat(config.hooks().get("page"))
                .isEqualTo(new HookConfig(
                        List.of(HookTrigger.INACTIVE, HookTrigger.SYNC),
                        null,
                        null,
                        List.of(),
                        URI.create("https://example.com/path-that-is-secret"),
                        "a secret of length",
                        null,
                        Duration.ofSeconds(5),
                        2));
        assertThat(config.hooks().toString()).doesNotContain("path-that-is", "a secret", "hunter2");
        assertThat(config.markers())
                .isEqualTo(new MarkersConfig(
                        new StoreConfig.Directory(SampleConfig.FOLDER.resolve("markers")),
                        new TreeMap<>(Map.of(R1, "clients/r1", R2, "clients/r2")),
                        Duration.ofSeconds(10)));
    }
}
