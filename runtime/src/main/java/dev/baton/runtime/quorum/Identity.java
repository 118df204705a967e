package dev.baton.runtime.quorum;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.core.Decoded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Which of an installation's stores a store is. It is an object in each of them, so that an emptied store, or another one
 * in its place, is not taken for a store that holds nothing. Immutable.
 *
 * @param installation drawn at random when the stores were set up
 * @param store its name in the configuration
 */
record Identity(String installation, String store) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FORMAT = "baton-store-1";

    /** Where it lies in the stores of the installation called {@code name}. */
    static String key(String name) {
        return name + "/store";
    }

    byte[] encode() {
        return JSON.createObjectNode()
                .put("format", FORMAT)
                .put("installation", installation)
                .put("store", store)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    static Decoded<Identity> decode(byte[] bytes) {
        try {
            JsonNode node = JSON.readTree(bytes);
            String installation = node.path("installation").asText("");
            String store = node.path("store").asText("");
            boolean whole =
                    node.path("format").asText("").equals(FORMAT) && !installation.isBlank() && !store.isBlank();
            return whole
                    ? new Decoded.Value<>(new Identity(installation, store))
                    : new Decoded.Malformed<>("does not say which store of which installation it is");
        } catch (IOException e) {
            return new Decoded.Malformed<>("is no JSON");
        }
    }
}
