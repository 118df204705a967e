package dev.baton.runtime.config;

import dev.baton.core.Decoded;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One mapping of the file. A key becomes known by being asked for; {@link #build} reports those that nobody asked for.
 * Whatever cannot be read is reported, and a stand-in returned, so that reading goes on to the next mistake. For one
 * thread.
 */
final class Section {

    private final String path;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final Problems problems;
    private final Surroundings surroundings;

    private Section(String path, Problems problems, Surroundings surroundings) {
        this.path = path;
        this.problems = problems;
        this.surroundings = surroundings;
    }

    /** The mapping {@code node} at {@code path}; null stands for a mapping that was not written. */
    static Section of(String path, @Nullable Node node, Problems problems, Surroundings surroundings) {
        Section section = new Section(path, problems, surroundings);
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(section::add);
        } else if (node != null && !isNothing(node)) {
            problems.misplaced(
                    path,
                    "must be keys with values, indented below it, and not "
                            + (node instanceof SequenceNode ? "a list" : "a single value"));
        }
        return section;
    }

    /** The keys as they were written, in their order; all of them become known. */
    List<String> keys() {
        known.addAll(values.keySet());
        return List.copyOf(values.keySet());
    }

    /** The mapping below {@code key}, empty if there is none. */
    Section section(String key) {
        known.add(key);
        return of(Problems.join(path, key), values.get(key), problems, surroundings);
    }

    /** As {@link #section}, for a mapping that may be missing as a whole. */
    Optional<Section> findSection(String key) {
        Section section = section(key);
        return values.containsKey(key) ? Optional.of(section) : Optional.empty();
    }

    /** The value of {@code key}, or {@code otherwise} if it was not written or cannot be read. */
    <T> T read(String key, T otherwise, Function<String, Decoded<T>> decode) {
        known.add(key);
        Node node = values.get(key);
        return node == null ? otherwise : decoded(key, node, decode).orElse(otherwise);
    }

    /** As {@link #read}, for a value that may be missing and has no default. */
    <T> Optional<T> find(String key, Function<String, Decoded<T>> decode) {
        known.add(key);
        Node node = values.get(key);
        return node == null ? Optional.empty() : decoded(key, node, decode);
    }

    /** The values of the list {@code key}, empty if it was not written or cannot be read. */
    List<String> list(String key) {
        known.add(key);
        Node node = values.get(key);
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof SequenceNode sequence)) {
            problems.unreadable(Problems.join(path, key), "must be a list, as in [one, another]");
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            decoded(key, item, Decoded.Value::new).ifPresent(texts::add);
        }
        return texts;
    }

    /** The value of {@code key} as it was written, empty if it was not. */
    String text(String key) {
        return read(key, "", Decoded.Value::new);
    }

    /** {@code key} decoded, as where keys are names. */
    <T> Optional<T> key(String key, Function<String, Decoded<T>> decode) {
        Decoded<T> decoded = decode.apply(key);
        if (decoded instanceof Decoded.Value<T> value) {
            return Optional.of(value.value());
        }
        problems.leftOut(line(key), path, key, Decodings.why(decoded));
        return Optional.empty();
    }

    /** What {@code record} makes of this section. Reports the rules that it breaks, and keys not asked for. */
    <T> Optional<T> build(Supplier<T> record) {
        Optional<T> built = Optional.empty();
        try {
            built = Optional.of(record.get());
        } catch (BrokenRulesException e) {
            problems.broken(path, e.faults());
        }
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                reportUnknown(key);
            }
        }
        return built;
    }

    private void add(NodeTuple entry) {
        int line = entry.getKeyNode().getStartMark().getLine() + 1;
        if (!(entry.getKeyNode() instanceof ScalarNode keyNode)) {
            problems.leftOut(line, path, "", "holds a key that is a list or a mapping; keys are plain names");
            return;
        }
        String key = keyNode.getValue();
        if (keyNode.getTag().equals(Tag.MERGE)) {
            problems.leftOut(
                    line, path, key, "keys cannot be merged; write them out, or use an alias for a whole value");
        } else if (values.containsKey(key)) {
            problems.leftOut(line, path, key, "is given twice, first in line " + line(key) + "; keep one of the two");
        } else {
            values.put(key, entry.getValueNode());
            problems.place(Problems.join(path, key), line, shown(key, entry.getValueNode()));
        }
    }

    private <T> Optional<T> decoded(String key, Node node, Function<String, Decoded<T>> decode) {
        Decoded<String> text = text(node);
        Decoded<T> decoded = text instanceof Decoded.Value<String> value
                ? decode.apply(value.value())
                : new Decoded.Malformed<>(Decodings.why(text));
        if (decoded instanceof Decoded.Value<T> value) {
            return Optional.of(value.value());
        }
        problems.unreadable(Problems.join(path, key), Decodings.why(decoded));
        return Optional.empty();
    }

    private Decoded<String> text(Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            return new Decoded.Malformed<>(
                    "must be a single value, not " + (node instanceof SequenceNode ? "a list" : "further keys"));
        }
        if (isNothing(node)) {
            return new Decoded.Malformed<>("has no value; give it one, or remove the key");
        }
        return node.getTag().startsWith(Tag.PREFIX)
                ? surroundings.resolve(scalar.getValue())
                : new Decoded.Malformed<>(
                        "has the tag " + Words.quote(node.getTag().getValue()) + "; remove it");
    }

    /** What was written, before anything was put in: what is put in may be a secret. */
    private static String shown(String key, Node value) {
        return value instanceof ScalarNode scalar && !isNothing(value) && !KafkaProperties.isSecret(key)
                ? Words.quote(scalar.getValue())
                : "";
    }

    private int line(String key) {
        return problems.line(Problems.join(path, key));
    }

    private static boolean isNothing(Node node) {
        return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
    }

    private void reportUnknown(String key) {
        Optional<String> meant = Spelling.nearest(key, known);
        problems.unknown(
                Problems.join(path, key),
                meant.map(name -> Problems.join(path, name)).orElse(""),
                "unknown key"
                        + meant.map(name -> "; did you mean '" + name + "'?").orElse(".") + " Known here: "
                        + Words.list(known));
    }
}
