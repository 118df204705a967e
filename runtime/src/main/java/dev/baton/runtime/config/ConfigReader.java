package dev.baton.runtime.config;

import dev.baton.core.Decoded;
import dev.baton.core.RegionId;
import dev.baton.core.monitor.SwitchPolicy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;

/** What {@code baton.yaml} looks like: which keys there are, where, and what each of them becomes. */
final class ConfigReader {

    /** Takes the place of what could not be read. Nobody sees it, because in the end the problems are thrown. */
    private static final RegionConfig NO_REGION = RegionConfig.at("localhost:9092");

    private static final RegionId NO_HOME = new RegionId("home");

    private static final TokenConfig NO_TOKEN = TokenConfig.in(new StoreConfig.Directory(Path.of(".")));

    private final Surroundings surroundings;

    private ConfigReader(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** The configuration that {@code yaml} says, or everything that is wrong with it as one exception. */
    static BatonConfig read(String yaml, Problems problems, Surroundings surroundings) {
        Optional<MappingNode> root = YamlText.read(yaml, problems);
        Optional<BatonConfig> config = root.flatMap(
                node -> new ConfigReader(surroundings).config(Section.of("", node, problems, surroundings)));
        problems.throwIfAny();
        return config.orElseThrow(
                () -> new IllegalStateException("a configuration that is wrong in no way was not read"));
    }

    private Optional<BatonConfig> config(Section root) {
        return root.build(() -> {
            String name = root.text("name");
            Section regions = root.section("regions");
            return new BatonConfig(
                    name,
                    regions(regions),
                    root.read("home", first(regions), ConfigReader::regionId),
                    streams(root.section("streams")),
                    token(root.section("token")),
                    monitor(root.section("monitor")),
                    consumers(root.section("consumers")),
                    catchUp(root.section("catchUp")),
                    hooks(root.section("hooks")),
                    root.has("markers") ? markers(root.section("markers")) : null);
        });
    }

    private SortedMap<RegionId, RegionConfig> regions(Section section) {
        SortedMap<RegionId, RegionConfig> regions = new TreeMap<>();
        for (String key : section.keys()) {
            RegionConfig region = region(section.section(key));
            section.key(key, ConfigReader::regionId).ifPresent(id -> regions.put(id, region));
        }
        return regions;
    }

    /** The first that the file names: in the map they are in order of name. */
    private static RegionId first(Section regions) {
        for (String key : regions.keys()) {
            if (regionId(key) instanceof Decoded.Value<RegionId> region) {
                return region.value();
            }
        }
        return NO_HOME;
    }

    private RegionConfig region(Section section) {
        return section.build(() -> new RegionConfig(
                        section.read("type", ServiceType.KAFKA, Decodings.oneOf(ServiceType.values())),
                        kafka(section.section("kafka")),
                        section.findSection("oci").flatMap(this::ociStreams).orElse(null)))
                .orElse(NO_REGION);
    }

    private Optional<OciStreamsConfig> ociStreams(Section section) {
        return section.build(() -> new OciStreamsConfig(
                section.find("pool", Decoded.Value::new).orElse(null),
                section.find("compartment", Decoded.Value::new).orElse(null),
                section.find("region", Decoded.Value::new).orElse(null),
                section.find("endpoint", Decodings::address).orElse(null),
                section.find("controlEndpoint", Decodings::address).orElse(null),
                login(section)));
    }

    private OciStreamsConfig.Login login(Section section) {
        return new OciStreamsConfig.Login(
                section.read("auth", OciAuth.CONFIG_FILE, Decodings.oneOf(OciAuth.values())),
                section.find("profile", Decoded.Value::new).orElse(null),
                section.find("configFile", surroundings::path).orElse(null));
    }

    private SortedMap<String, String> kafka(Section section) {
        SortedMap<String, String> kafka = new TreeMap<>();
        for (String property : section.keys()) {
            kafka.put(property, section.text(property));
        }
        return kafka;
    }

    private SortedMap<String, StreamConfig> streams(Section section) {
        SortedMap<String, StreamConfig> streams = new TreeMap<>();
        for (String name : section.keys()) {
            streams.put(name, stream(section.section(name)));
        }
        return streams;
    }

    private StreamConfig stream(Section section) {
        return section.build(() -> new StreamConfig(named(section.section("topics"))))
                .orElse(StreamConfig.DEFAULT);
    }

    /** A name for each region. */
    private SortedMap<RegionId, String> named(Section section) {
        SortedMap<RegionId, String> names = new TreeMap<>();
        for (String key : section.keys()) {
            String name = section.text(key);
            section.key(key, ConfigReader::regionId).ifPresent(id -> names.put(id, name));
        }
        return names;
    }

    private TokenConfig token(Section section) {
        return section.build(() -> new TokenConfig(
                        new StoreReader(surroundings).stores(section),
                        section.read("ttl", TokenConfig.DEFAULT_TTL, DurationText::read),
                        section.read("poll", TokenConfig.DEFAULT_POLL, DurationText::read)))
                .orElse(NO_TOKEN);
    }

    private MonitorConfig monitor(Section section) {
        MonitorConfig otherwise = MonitorConfig.DEFAULT;
        return section.build(() -> new MonitorConfig(
                        section.read("policy", otherwise.policy(), Decodings.oneOf(SwitchPolicy.values())),
                        section.list("members"),
                        section.read("probeInterval", otherwise.probeInterval(), DurationText::read),
                        section.read("probeTimeout", otherwise.probeTimeout(), DurationText::read),
                        section.read("downFailures", otherwise.downFailures(), Decodings::wholeNumber),
                        section.read("downAfter", otherwise.downAfter(), DurationText::read),
                        section.read("upAfter", otherwise.upAfter(), DurationText::read),
                        section.read("coolDown", otherwise.coolDown(), DurationText::read),
                        section.read("switchesPerDay", otherwise.switchesPerDay(), Decodings::wholeNumber),
                        section.read("lagLimit", otherwise.lagLimit(), Decodings::limit),
                        section.read("failback", otherwise.failback(), Decodings.oneOf(FailbackPolicy.values())),
                        section.read("failbackAfter", otherwise.failbackAfter(), DurationText::read)))
                .orElse(otherwise);
    }

    private ConsumersConfig consumers(Section section) {
        return section.build(() -> new ConsumersConfig(section.read(
                        "handover", ConsumersConfig.DEFAULT.handover(), Decodings.oneOf(HandoverMode.values()))))
                .orElse(ConsumersConfig.DEFAULT);
    }

    private CatchUpConfig catchUp(Section section) {
        CatchUpConfig otherwise = CatchUpConfig.DEFAULT;
        return section.build(() -> new CatchUpConfig(
                        section.read("policy", otherwise.policy(), Decodings.oneOf(CatchUpPolicy.values())),
                        section.read("rate", otherwise.rate(), ByteRate::read)))
                .orElse(otherwise);
    }

    private SortedMap<String, HookConfig> hooks(Section section) {
        SortedMap<String, HookConfig> hooks = new TreeMap<>();
        for (String name : section.keys()) {
            hook(section.section(name)).ifPresent(hook -> hooks.put(name, hook));
        }
        return hooks;
    }

    private Optional<HookConfig> hook(Section section) {
        return section.build(() -> new HookConfig(
                section.list("on", Decodings.oneOf(HookTrigger.values())),
                section.find("region", ConfigReader::regionId).orElse(null),
                section.find("agent", ConfigReader::regionId).orElse(null),
                section.list("command", Decoded.Value::new),
                section.find("url", Decodings::address).orElse(null),
                section.find("secret", Decoded.Value<String>::new).orElse(null),
                section.findSection("dataFlow").flatMap(this::dataFlow).orElse(null),
                section.read("deadline", HookConfig.DEFAULT_DEADLINE, DurationText::read),
                section.read("attempts", HookConfig.DEFAULT_ATTEMPTS, Decodings::wholeNumber)));
    }

    private Optional<DataFlowConfig> dataFlow(Section section) {
        return section.build(() -> new DataFlowConfig(
                section.text("application"),
                section.text("compartment"),
                section.find("region", Decoded.Value::new).orElse(null),
                section.find("endpoint", Decodings::address).orElse(null),
                login(section)));
    }

    private @Nullable MarkersConfig markers(Section section) {
        return section.build(() -> new MarkersConfig(
                        new StoreReader(surroundings).store("markers", section.section("store")),
                        named(section.section("objects")),
                        section.read("pause", MarkersConfig.DEFAULT_PAUSE, DurationText::read)))
                .orElse(null);
    }

    private static Decoded<RegionId> regionId(String text) {
        try {
            return new Decoded.Value<>(new RegionId(text));
        } catch (IllegalArgumentException e) {
            return new Decoded.Malformed<>("is not a name for a region; use 1 to 63 letters, digits, dots, dashes or"
                    + " underscores, starting with a letter or digit");
        }
    }
}
