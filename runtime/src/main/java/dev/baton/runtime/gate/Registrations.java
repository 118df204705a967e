package dev.baton.runtime.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.core.RegionId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.store.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The consumers that may be processing: an object each beside the token, at {@code <name>/consumers/<region>/<nonce>}. It is
 * written before the gate opens, and deleting it is the report "stopped" (rule H). As no key is used twice, a late delete can
 * hit nobody else, and a late write only makes a monitor wait the full time.
 *
 * <p>Safe for use by several threads; each call takes as long as the store's deadlines allow.
 */
public final class Registrations {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectStore store;
    private final String prefix;

    /** The registrations of the installation {@code name}. */
    public Registrations(ObjectStore store, String name) {
        this.store = store;
        this.prefix = name + "/consumers/";
    }

    /** A registration that is not stored yet; {@code nonce} must be fresh. */
    public Registration prepare(RegionId region, String group, String instance, long term, String nonce) {
        return new Registration(prefix + region + "/" + nonce, region.value(), group, instance, term);
    }

    /**
     * When this returns, the registration is durable. May be called again after a failure.
     *
     * @throws StoreUnavailableException if it is not known to be durable
     */
    public void add(Registration registration) {
        byte[] body = JSON.createObjectNode()
                .put("region", registration.region())
                .put("group", registration.group())
                .put("instance", registration.instance())
                .put("term", registration.term())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        // A conflict is this very registration, written by an attempt whose answer was lost: nobody else has its key.
        store.putIfAbsent(registration.key(), body).fold(applied -> true, conflict -> true, unknown -> {
            throw new StoreUnavailableException("The registration of consumer " + registration.instance()
                    + " may not be durable: " + unknown.why());
        });
    }

    /**
     * When this returns, the consumer counts as stopped. May be called again.
     *
     * @throws StoreUnavailableException if that is not certain
     */
    public void forget(Registration registration) {
        store.delete(registration.key());
    }

    /**
     * All consumers of {@code region} that may be processing.
     *
     * @throws StoreUnavailableException if they cannot be listed
     */
    public List<Registration> running(RegionId region) {
        List<Registration> running = new ArrayList<>();
        for (String key : store.list(prefix + region + "/")) {
            store.get(key).ifPresent(stored -> running.add(read(key, region, stored.bytes())));
        }
        return running;
    }

    /** Total: whoever wrote rubbish there still counts as running. */
    private static Registration read(String key, RegionId region, byte[] bytes) {
        try {
            JsonNode body = JSON.readTree(bytes);
            return new Registration(
                    key,
                    region.value(),
                    body.path("group").asText("?"),
                    body.path("instance").asText("?"),
                    body.path("term").asLong());
        } catch (IOException e) { // no JSON, or no text in any encoding: nothing is read here but bytes in memory
            return new Registration(key, region.value(), "?", "?", 0);
        }
    }
}
