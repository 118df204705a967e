package dev.baton.runtime.config;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.runtime.config.Faults.Fault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Collects everything that is wrong with one file, and knows in which line each key is. For one thread.
 *
 * <p>Keys are named by their path, such as {@code token.ttl}. A rule is told only if all the values that it speaks of
 * could be read and break no rule told before, so that one mistake gives one message.
 */
final class Problems {

    private static final int MAX_TOLD = 50;
    private static final Place TOP = new Place(1, "");

    private final String source;
    private final Map<String, Place> places = new HashMap<>();

    /** Nothing is told any more about these and what is in them. */
    private final Set<String> unreadable = new HashSet<>();

    /** Nothing is told any more about these as a whole. */
    private final Set<String> incomplete = new HashSet<>();

    private final List<Broken> broken = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private record Place(int line, String shown) {}

    private record Broken(String path, List<Fault> faults) {}

    private record Problem(int line, String path, String text) {}

    /** For a file that messages call {@code source}. */
    Problems(String source) {
        this.source = source;
    }

    /** The key {@code path} is in {@code line}; {@code shown} is its value as messages may show it, or empty. */
    void place(String path, int line, String shown) {
        places.put(path, new Place(line, shown));
    }

    /** The line of the key {@code path}, or of what it would have to be in. */
    int line(String path) {
        return nearest(path).line();
    }

    /** The value of {@code path} could not be read; {@code why} completes the sentence "it …". */
    void unreadable(String path, String why) {
        problems.add(new Problem(line(path), path, subject(path) + why));
        unreadable.add(path);
    }

    /** There is no such key as {@code path}; {@code meant} is the key that was meant, or empty. */
    void unknown(String path, String meant, String text) {
        problems.add(new Problem(line(path), path, text));
        if (!meant.isEmpty() && !places.containsKey(meant)) {
            unreadable.add(meant);
        }
    }

    /** What is at {@code path} is of another kind than it must be; it is not shown, for it may be anything. */
    void misplaced(String path, String why) {
        problems.add(new Problem(line(path), path, why));
        unreadable.add(path);
    }

    /** The entry {@code key} of {@code within} in {@code line} is left out, because of what {@code text} says. */
    void leftOut(int line, String within, String key, String text) {
        problems.add(new Problem(line, join(within, key), text));
        incomplete.add(within);
    }

    /** The file as a whole is wrong, which shows in {@code line}. */
    void unusable(int line, String text) {
        problems.add(new Problem(line, "", text));
    }

    /** The record at {@code path} breaks these rules, so that a stand-in was used for it; inner records come first. */
    void broken(String path, List<Fault> faults) {
        broken.add(new Broken(path, faults));
    }

    /** Throws one {@link InvalidConfigurationException} that tells everything, by lines, if anything was wrong. */
    void throwIfAny() {
        broken.forEach(this::tell);
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(message());
        }
    }

    static String join(String path, String key) {
        return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
    }

    private String message() {
        String told = problems.stream()
                .sorted(Comparator.comparingInt(Problem::line))
                .limit(MAX_TOLD)
                .map(this::line)
                .collect(Collectors.joining("\n"));
        int rest = problems.size() - MAX_TOLD;
        return rest <= 0 ? told : told + "\n" + Words.visible(source) + ": and " + rest + " more";
    }

    private String line(Problem problem) {
        String path = problem.path().isEmpty() ? "" : Words.path(problem.path()) + ": ";
        return Words.visible(source + ":" + problem.line() + ": " + path + problem.text());
    }

    private String subject(String path) {
        Place place = places.get(path);
        return place == null || place.shown().isEmpty() ? "" : place.shown() + " ";
    }

    private void tell(Broken record) {
        for (Fault fault : record.faults()) {
            List<String> paths = fault.fields().stream()
                    .map(field -> join(record.path(), field))
                    .collect(Collectors.toList());
            if (paths.stream().noneMatch(this::isUnreadable)) {
                String path = paths.get(0);
                String written =
                        paths.stream().filter(places::containsKey).findFirst().orElse(path);
                problems.add(new Problem(line(written), path, subject(path) + fault.why()));
                incomplete.add(path);
            }
        }
        unreadable.add(record.path());
    }

    /** Where {@code path} is, or where it would have to be. */
    private Place nearest(String path) {
        return prefixes(path)
                .map(places::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(TOP);
    }

    /** True if something was told of {@code path} already, or of what it is in. */
    private boolean isUnreadable(String path) {
        return incomplete.contains(path) || prefixes(path).anyMatch(unreadable::contains);
    }

    /** {@code path} and what it is inside of, the longest first. */
    private static Stream<String> prefixes(String path) {
        return Stream.iterate(path, at -> !at.isEmpty(), at -> at.substring(0, Math.max(0, at.lastIndexOf('.'))));
    }
}
