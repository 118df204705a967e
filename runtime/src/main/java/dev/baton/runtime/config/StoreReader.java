package dev.baton.runtime.config;

import dev.baton.core.Decoded;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Which object stores {@code baton.yaml} names. Each kind of store is a key: a new one is a line in the constructor. */
final class StoreReader {

    private static final String STORES = "stores";

    private final Surroundings surroundings;

    /** For each of {@link StoreConfig#KINDS} what its key says. */
    private final List<Function<Section, Optional<? extends StoreConfig>>> kinds;

    StoreReader(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.kinds = List.of(
                section -> section.find("directory", surroundings::path).map(StoreConfig.Directory::new),
                section ->
                        section.find("http", text -> Decodings.built(Decodings.address(text), StoreConfig.Http::new)),
                section -> section.findSection("s3").flatMap(StoreReader::s3),
                section -> section.findSection("oci").flatMap(this::oci));
    }

    /** The stores by name: the only one, whose kind stands in {@code token} itself, or those below {@code stores}. */
    SortedMap<String, StoreConfig> stores(Section token) {
        List<String> all =
                Stream.concat(StoreConfig.KINDS.stream(), Stream.of(STORES)).toList();
        token.keepOneOf(all, "the token has one store, or three below 'stores'");
        SortedMap<String, StoreConfig> stores = new TreeMap<>();
        one(token).ifPresent(store -> stores.put(TokenConfig.ONLY, store));
        Section section = token.section(STORES);
        for (String name : section.keys()) {
            stores.put(name, store(name, section.section(name)));
        }
        return stores;
    }

    /** The store that this section is about; {@code name} tells it from others where it cannot be read. */
    StoreConfig store(String name, Section section) {
        section.keepOneOf(StoreConfig.KINDS, "a store is of one kind");
        return section.build(() -> {
                    Optional<StoreConfig> store = one(section);
                    new Faults()
                            .require(
                                    store.isPresent(),
                                    "names no store; give one of: " + Words.list(StoreConfig.KINDS),
                                    Stream.concat(Stream.of(""), StoreConfig.KINDS.stream())
                                            .toArray(String[]::new))
                            .throwIfAny();
                    return store.orElseThrow();
                })
                .orElseGet(() -> new StoreConfig.Directory(Path.of(name))); // nobody sees it: there is a problem
    }

    /** The first that can be read; all are asked, so that each of the keys is known and each mistake is told. */
    private Optional<StoreConfig> one(Section section) {
        List<StoreConfig> given = kinds.stream()
                .<StoreConfig>flatMap(kind -> kind.apply(section).stream())
                .toList();
        return given.stream().findFirst();
    }

    private static Optional<StoreConfig.S3> s3(Section section) {
        return section.build(() -> new StoreConfig.S3(
                section.text("bucket"),
                section.text("prefix"),
                section.find("region", Decoded.Value::new).orElse(null),
                section.find("endpoint", Decodings::address).orElse(null),
                section.read("pathStyle", false, Decodings::flag),
                section.find("profile", Decoded.Value::new).orElse(null)));
    }

    private Optional<StoreConfig.Oci> oci(Section section) {
        return section.build(() -> new StoreConfig.Oci(
                section.text("namespace"),
                section.text("bucket"),
                section.text("prefix"),
                section.find("region", Decoded.Value::new).orElse(null),
                section.find("endpoint", Decodings::address).orElse(null),
                section.read("auth", OciAuth.CONFIG_FILE, Decodings.oneOf(OciAuth.values())),
                section.find("profile", Decoded.Value::new).orElse(null),
                section.find("configFile", surroundings::path).orElse(null)));
    }
}
