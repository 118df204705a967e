package dev.baton.runtime.config;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.RegionId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All that one {@code baton.yaml} says; one that exists keeps every rule. Immutable.
 *
 * @param name of the installation; the token carries it, so that it is never mistaken for another's
 * @param regions at least two, in order of name
 * @param home the region that is preferred to hold the baton; by default the first that the file names
 * @param streams at least one, in order of name
 * @param token where the token is kept
 * @param monitor how regions are probed and when the monitor acts
 * @param consumers what holds for all consumers
 * @param catchUp how regions that were lost are caught up
 * @param hooks what is done when the token changes, by name
 * @param markers the token mirrored as marker objects; null if it is not
 */
public record BatonConfig(
        String name,
        SortedMap<RegionId, RegionConfig> regions,
        RegionId home,
        SortedMap<String, StreamConfig> streams,
        TokenConfig token,
        MonitorConfig monitor,
        ConsumersConfig consumers,
        CatchUpConfig catchUp,
        SortedMap<String, HookConfig> hooks,
        @Nullable MarkersConfig markers) {

    private static final int MAX_BYTES = 1024 * 1024;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    public BatonConfig {
        regions = Collections.unmodifiableSortedMap(new TreeMap<>(regions));
        streams = Collections.unmodifiableSortedMap(new TreeMap<>(streams));
        hooks = Collections.unmodifiableSortedMap(new TreeMap<>(hooks));
        Faults faults = new Faults();
        faults.require(!name.isEmpty(), "is missing or empty; give the installation a name, such as payments", "name");
        faults.require(
                name.isEmpty() || NAME.matcher(name).matches(),
                "is not a name; use 1 to 63 letters, digits, dots, dashes or underscores, starting with a letter or"
                        + " digit",
                "name");
        faults.require(
                regions.size() >= 2, "needs at least two regions; one alone cannot stand in for another", "regions");
        faults.require(
                regions.isEmpty() || regions.containsKey(home),
                "is none of the regions; use one of " + Words.list(regions.keySet()),
                "home",
                "regions");
        faults.require(!streams.isEmpty(), "needs at least one stream, such as 'orders: {}'", "streams");
        new Topics(regions, streams).check(faults);
        new Reactions(regions.keySet(), hooks, markers).check(faults);
        faults.throwIfAny();
    }

    /**
     * Reads {@code file}; {@code ${NAME}} stands for an environment variable of this process.
     *
     * @throws InvalidConfigurationException with a line of its own for every mistake: file, line, key, value, and what
     *     would be right; never a secret
     */
    public static BatonConfig load(Path file) {
        return load(file, System::getenv);
    }

    /** As {@link #load(Path)}; {@code environment} knows the variables, and gives null for one that is not set. */
    public static BatonConfig load(Path file, Function<String, @Nullable String> environment) {
        if (Files.notExists(file)) {
            throw new InvalidConfigurationException(file + ": does not exist; 'baton init' writes one to start from");
        }
        String text =
                TextFile.read(file, MAX_BYTES).orElseThrow(why -> new InvalidConfigurationException(file + ": " + why));
        Path folder = file.toAbsolutePath().getParent();
        return parse(text, file.toString(), folder == null ? Path.of("") : folder, environment);
    }

    /**
     * Reads {@code yaml}.
     *
     * @param source what messages call it, usually the path of a file
     * @param folder that relative paths in it start from
     * @param environment knows the environment variables, and gives null for one not set
     * @throws InvalidConfigurationException as {@link #load(Path)}
     */
    public static BatonConfig parse(
            String yaml, String source, Path folder, Function<String, @Nullable String> environment) {
        return ConfigReader.read(yaml, new Problems(source), new Surroundings(folder, environment));
    }

    /**
     * The region called {@code id}.
     *
     * @throws InvalidConfigurationException if there is none; names those that there are
     */
    public RegionConfig region(RegionId id) {
        RegionConfig region = regions.get(id);
        if (region == null) {
            throw new InvalidConfigurationException("region '" + id + "' is none of the regions of '" + name
                    + "'; use one of " + Words.list(regions.keySet()));
        }
        return region;
    }

    /**
     * What {@code stream} is called in {@code region}: its own name, unless the configuration gives another.
     *
     * @throws InvalidConfigurationException if there is no such region or stream; names those that there are
     */
    public String topic(String stream, RegionId region) {
        region(region);
        StreamConfig config = streams.get(stream);
        if (config == null) {
            throw new InvalidConfigurationException("stream '" + stream + "' is none of the streams of '" + name
                    + "'; use one of " + Words.list(streams.keySet()) + ", or add it under 'streams'");
        }
        return config.topics().getOrDefault(region, stream);
    }
}
