package dev.baton.spark.source;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.RegionId;
import dev.baton.spark.EffectStore;
import dev.baton.spark.Options;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/**
 * What to read. Immutable.
 *
 * @param config path of {@code baton.yaml} on the driver; executors need none
 * @param region in which the application runs
 * @param group the consumer group, the same in every region
 * @param stream its name in {@code baton.yaml}
 * @param maxEventsPerTrigger how many records of the log a batch reads at most, about; default 50 000
 * @param startingAt where a query begins that has no checkpoint of its own; default {@code earliest}
 * @param endingAt where {@code spark.read} ends; default {@code latest}
 * @param skipsExpired {@code expired=skip}: whether reading goes on where retention has deleted events
 * @param sink where the group's effects and frontiers are, null if the source is not told
 */
public record SourceOptions(
        Path config,
        RegionId region,
        String group,
        String stream,
        long maxEventsPerTrigger,
        Place startingAt,
        Place endingAt,
        boolean skipsExpired,
        @Nullable EffectStore sink) {

    private static final long MAX_EVENTS = 50_000;

    /**
     * Reads the options of a reader.
     *
     * @throws InvalidConfigurationException if one is missing or wrong
     */
    public static SourceOptions of(CaseInsensitiveStringMap values) {
        Options options = new Options(values);
        String expired = options.find("expired").orElse("fail");
        if (!expired.equals("fail") && !expired.equals("skip")) {
            throw new InvalidConfigurationException(
                    "Option 'expired' of format(\"baton\") is '" + expired + "'; use fail or skip");
        }
        return new SourceOptions(
                Path.of(options.required("config", "the path of your baton.yaml ('baton init' writes one)")),
                region(options.required("region", "the region in which this application runs, such as r1")),
                options.group(),
                options.stream(),
                options.positive("maxEventsPerTrigger", MAX_EVENTS),
                place(options, "startingAt", "earliest"),
                place(options, "endingAt", "latest"),
                expired.equals("skip"),
                EffectStore.find(options).orElse(null));
    }

    /**
     * The same, for a query.
     *
     * @throws InvalidConfigurationException if it is to start where it would miss events
     */
    SourceOptions forQuery() {
        if (sink != null && startingAt instanceof Place.Latest) {
            throw new InvalidConfigurationException(
                    "Option 'startingAt' of format(\"baton\") is 'latest', and that is another place in each region and"
                            + " at each start, where events would be passed over that have not taken effect at the sink;"
                            + " use the time at which the group begins, such as 2026-01-31T12:00:00Z, the same in each"
                            + " region and at each start");
        }
        return this;
    }

    /** For whom is read, from this {@linkplain BatchOffset.Home#topic topic}. */
    BatchOffset.Home home(String topic) {
        return new BatchOffset.Home(region.value(), group, stream, topic);
    }

    private static RegionId region(String name) {
        try {
            return new RegionId(name);
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationException("Option 'region' of format(\"baton\"): " + e.getMessage(), e);
        }
    }

    private static Place place(Options options, String name, String fallback) {
        String value = options.find(name).orElse(fallback);
        Optional<Place> place = Place.parse(value);
        return place.orElseThrow(() -> new InvalidConfigurationException("Option '" + name
                + "' of format(\"baton\") is '" + value
                + "'; use earliest, latest or a time such as 2026-01-31T12:00:00Z"));
    }
}
