package dev.baton.kafka.client;

import dev.baton.core.InvalidConfigurationException;
import dev.baton.core.RegionId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.quorum.QuorumObjectStore;
import dev.baton.runtime.quorum.QuorumViews;
import dev.baton.runtime.quorum.StoreSetup;
import dev.baton.runtime.quorum.TokenStores;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.token.ObjectTokenStore;
import dev.baton.runtime.view.TokenWatch;
import dev.baton.runtime.view.ViewSource;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What one {@code baton.yaml} opens for a client: the configuration, the object store, the token. Immutable; safe for use by
 * several threads.
 *
 * @param config as loaded
 * @param store beside which the token lives; closed with this, after the tokens
 * @param tokens reads and changes the token
 * @param clients makes the clients of the regions; closed with this
 */
public record Installation(BatonConfig config, ObjectStore store, ObjectTokenStore tokens, RegionClients clients)
        implements AutoCloseable {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Opens the installation that {@link BatonProperties#CONFIG} names. */
    public static Installation of(Map<String, ?> properties) {
        Object file = properties.get(BatonProperties.CONFIG);
        if (file == null) {
            throw new InvalidConfigurationException("Property " + BatonProperties.CONFIG
                    + " is missing: set it to the path of your baton.yaml ('baton init' writes one)");
        }
        return open(Path.of(file.toString()));
    }

    /** Opens the installation that {@code file} describes. */
    public static Installation open(Path file) {
        BatonConfig config = BatonConfig.load(file);
        ObjectStore store = TokenStores.open(config.token(), config.name(), Installation::nonce);
        return new Installation(
                config, store, new ObjectTokenStore(store, config.name()), new RegionClients(config, store));
    }

    /** The region that {@link BatonProperties#REGION} names, or null if none is named. */
    public @Nullable RegionId region(Map<String, ?> properties) {
        Object name = properties.get(BatonProperties.REGION);
        if (name == null) {
            return null;
        }
        RegionId region;
        try {
            region = new RegionId(name.toString());
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationException("Property " + BatonProperties.REGION + ": " + e.getMessage(), e);
        }
        config.region(region);
        return region;
    }

    /**
     * Makes the stores of a new installation ready for its first token. May be called again.
     *
     * @throws StoreUnavailableException if one of three is not reachable, was emptied or is somebody else's
     */
    public void prepare() {
        if (store instanceof QuorumObjectStore quorum) {
            StoreSetup.prepare(quorum, Installation::nonce);
        }
    }

    /** Where the token is one of three: each store by name, and why it does not count, empty if it does. Otherwise empty. */
    public SortedMap<String, String> storeTroubles() {
        return TokenStores.troubles(store, config.name());
    }

    /** What a watch of this installation's token needs, on the real clock. */
    public TokenWatch.Ports watchPorts() {
        ViewSource views = store instanceof QuorumObjectStore quorum
                ? new QuorumViews(quorum, new ObjectTokenStore(quorum, config.name()), System::nanoTime)
                : ViewSource.of(tokens, System::nanoTime);
        return new TokenWatch.Ports(
                views, System::nanoTime, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** The properties of a Kafka client of {@code region}: the caller's without Baton's own, then the region's, which win. */
    public Map<String, Object> kafkaProperties(RegionId region, Map<String, ?> callers) {
        Map<String, Object> properties = new HashMap<>();
        callers.forEach((key, value) -> {
            if (!key.startsWith(BatonProperties.PREFIX)) {
                properties.put(key, value);
            }
        });
        properties.putAll(config.region(region).kafka());
        return properties;
    }

    /** What each configured stream is called in {@code region}. */
    public Map<String, String> topics(RegionId region) {
        Map<String, String> topics = new HashMap<>();
        config.streams().keySet().forEach(stream -> topics.put(stream, config.topic(stream, region)));
        return topics;
    }

    /** A fresh random number that nobody can guess. */
    public static long randomLong() {
        return RANDOM.nextLong();
    }

    /** A fresh name that nobody else has. */
    public static String nonce() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void close() {
        clients.close();
        tokens.close();
        store.close();
    }
}
