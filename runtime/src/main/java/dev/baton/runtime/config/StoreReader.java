package dev.baton.runtime.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which object stores {@code baton.yaml} names. Each kind of store is a key: a new one is an entry in the constructor. */
final class StoreReader {

    private static final String STORES = "stores";

    /** What stands for a kind of store, and what it says. */
    private record Kind(String key, Function<Section, Optional<? extends StoreConfig>> read) {}

    private final List<Kind> kinds;
    private final List<String> keys;

    StoreReader(Surroundings surroundings) {
        this.kinds = List.of(
                new Kind("directory", section -> section.find("directory", surroundings::path)
                        .map(StoreConfig.Directory::new)),
                new Kind("http", section -> section.find("http", Decodings::httpAddress)
                        .map(StoreConfig.Http::new)));
        this.keys = kinds.stream().map(Kind::key).collect(Collectors.toUnmodifiableList());
    }

    /** The stores by name: the only one, whose kind stands in {@code token} itself, or those below {@code stores}. */
    SortedMap<String, StoreConfig> stores(Section token) {
        List<String> all = Stream.concat(keys.stream(), Stream.of(STORES)).collect(Collectors.toUnmodifiableList());
        token.keepOneOf(all, "the token has one store, or three below 'stores'");
        SortedMap<String, StoreConfig> stores = new TreeMap<>();
        one(token).ifPresent(store -> stores.put(TokenConfig.ONLY, store));
        Section section = token.section(STORES);
        for (String name : section.keys()) {
            stores.put(name, named(name, section.section(name)));
        }
        return stores;
    }

    private StoreConfig named(String name, Section section) {
        section.keepOneOf(keys, "a store is of one kind");
        return section.build(() -> {
                    Optional<StoreConfig> store = one(section);
                    new Faults()
                            .require(
                                    store.isPresent(),
                                    "names no store; give one of: " + Words.list(keys),
                                    Stream.concat(Stream.of(""), keys.stream()).toArray(String[]::new))
                            .throwIfAny();
                    return store.orElseThrow();
                })
                .orElseGet(() -> new StoreConfig.Directory(Path.of(name))); // nobody sees it: there is a problem
    }

    /** The first that can be read; all are asked, so that each of the keys is known and each mistake is told. */
    private Optional<StoreConfig> one(Section section) {
        return kinds.stream().map(kind -> kind.read().apply(section).orElse(null)).collect(Collectors.toList()).stream()
                .filter(Objects::nonNull)
                .map(StoreConfig.class::cast)
                .findFirst();
    }
}
