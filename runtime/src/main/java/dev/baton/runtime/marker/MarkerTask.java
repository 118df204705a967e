package dev.baton.runtime.marker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baton.core.BatonException;
import dev.baton.core.RegionId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.marker.MarkerClaim;
import dev.baton.core.marker.MarkerLook;
import dev.baton.core.marker.MarkerRule;
import dev.baton.core.marker.MarkerStep;
import dev.baton.core.token.Token;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.store.StoredObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mirrors the token as marker objects, as one process does it; any number of processes may. A marker is created by put-if-absent and
 * deleted, never replaced, so that the versions of its key mean nothing. The claim is the object {@code <name>/markers}, beside
 * the token.
 *
 * <p>For one thread.
 */
public final class MarkerTask {

    private static final Logger LOG = LoggerFactory.getLogger(MarkerTask.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration SOON = Duration.ofMillis(200);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);

    private final MarkerRule rule;
    private final MarkerPorts ports;
    private final String key;
    private String seenClaim = ""; // the version of the claim's object that was seen last
    private long seenSince;
    private boolean troubled;

    /** A mirror that goes by {@code rule}. */
    public MarkerTask(MarkerRule rule, MarkerPorts ports) {
        this.rule = rule;
        this.ports = ports;
        this.key = ports.name() + "/markers";
    }

    /** Looks, and does one thing if there is one to do; returns when to look again at the latest. */
    public Duration turn() {
        try {
            Duration next = step();
            troubled = false;
            return next;
        } catch (BatonException e) {
            if (!troubled) {
                troubled = true;
                LOG.atWarn()
                        .addKeyValue("event", "markers-cannot-be-mirrored")
                        .addKeyValue("why", e.getMessage())
                        .log("Trying again; meanwhile markers may stay as they are, also if the baton moves");
            }
            return AFTER_TROUBLE;
        }
    }

    private Duration step() {
        Token token = ports.tokens().read();
        long asked =
                ports.nanoTime().getAsLong(); // rule M: before the claim and the markers are asked for, in this order
        Optional<StoredObject> claim = ports.claims().get(key);
        Duration stoodFor = stoodFor(claim, asked);
        MarkerLook look = new MarkerLook(
                token,
                claim.map(this::decode).orElse(null),
                stoodFor,
                new TreeSet<>(ports.objects().keySet()),
                present());
        MarkerStep step = rule.next(look);
        if (step instanceof MarkerStep.Claim next) {
            return claim(claim, next.next());
        }
        if (step instanceof MarkerStep.Delete delete) {
            ports.markers().delete(object(delete.region()));
            tell("marker-deleted", delete.region(), token);
            return Duration.ZERO;
        }
        if (step instanceof MarkerStep.Create create) {
            return create(create.region(), token, asked);
        }
        return step instanceof MarkerStep.Rest rest ? rest.time() : SOON;
    }

    private Duration stoodFor(Optional<StoredObject> claim, long asked) {
        String version = claim.map(StoredObject::version).orElse("");
        if (!version.equals(seenClaim)) {
            seenClaim = version;
            seenSince = ports.nanoTime().getAsLong();
        }
        return Duration.ofNanos(Math.max(0, asked - seenSince));
    }

    private SortedSet<RegionId> present() {
        SortedSet<RegionId> present = new TreeSet<>();
        ports.objects().forEach((region, object) -> {
            if (ports.markers().get(object).isPresent()) {
                present.add(region);
            }
        });
        return present;
    }

    private Duration claim(Optional<StoredObject> current, MarkerClaim next) {
        RegionId holder = next.holder();
        byte[] body = bytes(JSON.createObjectNode()
                .put("version", next.version())
                .put("holder", holder == null ? null : holder.value()));
        PutOutcome outcome = current.isPresent()
                ? ports.claims().putIfVersion(key, body, current.get().version())
                : ports.claims().putIfAbsent(key, body);
        return outcome instanceof PutOutcome.Unknown ? SOON : Duration.ZERO; // the next look tells
    }

    private Duration create(RegionId region, Token token, long asked) {
        byte[] body = bytes(JSON.createObjectNode()
                .put("name", token.name())
                .put("region", region.value())
                .put("version", token.version())
                .put("term", token.term().value()));
        if (!rule.mayCreate(Duration.ofNanos(ports.nanoTime().getAsLong() - asked))) {
            return Duration.ZERO; // so late that the claim may have changed hands
        }
        PutOutcome outcome = ports.markers().putIfAbsent(object(region), body);
        tell("marker-created", region, token);
        return outcome instanceof PutOutcome.Unknown ? SOON : Duration.ZERO;
    }

    private String object(RegionId region) {
        String object = ports.objects().get(region);
        if (object == null) {
            throw new IllegalArgumentException("region: '" + region + "' has no marker");
        }
        return object;
    }

    private static void tell(String event, RegionId region, Token token) {
        LOG.atInfo()
                .addKeyValue("event", event)
                .addKeyValue("region", region)
                .addKeyValue("version", token.version())
                .log("A marker was changed");
    }

    private MarkerClaim decode(StoredObject object) {
        try {
            JsonNode json = JSON.readTree(object.bytes());
            if (!json.path("version").isIntegralNumber()) {
                throw new IllegalArgumentException("version: must be a whole number");
            }
            @Nullable
            String holder =
                    json.path("holder").isTextual() ? json.path("holder").textValue() : null;
            return new MarkerClaim(json.path("version").longValue(), holder == null ? null : new RegionId(holder));
        } catch (IOException | IllegalArgumentException e) {
            throw new StoreUnavailableException(
                    "The claim to the markers (" + key + " in " + ports.claims().describe()
                            + ") is damaged. Delete it together with all markers while no agent and no monitor runs",
                    e);
        }
    }

    private static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
