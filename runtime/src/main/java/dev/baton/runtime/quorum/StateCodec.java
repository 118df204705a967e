package dev.baton.runtime.quorum;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.core.Decoded;
import dev.baton.core.quorum.AcceptorState;
import dev.baton.core.quorum.Ballot;
import dev.baton.core.quorum.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one store holds of one register, as bytes: a line of JSON that says what was promised and accepted, and then the value
 * as it is. It also says in which store of which installation it lies, so that one that was copied from elsewhere is refused.
 * Stateless.
 */
final class StateCodec {

    /** The most bytes that the line of JSON takes. */
    static final int MOST_HEADER_BYTES = 4096;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FORMAT = "baton-register-1";

    private StateCodec() {}

    static byte[] encode(Identity where, AcceptorState<byte[]> state) {
        ObjectNode header = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("installation", where.installation())
                .put("store", where.store())
                .put("promised", state.promised().toString())
                .put("accepted", state.accepted().toString());
        ArrayNode witnessed = header.putArray("witnessed");
        state.witnessed().forEach(ballot -> witnessed.add(ballot.toString()));
        Content<byte[]> content = state.content();
        byte[] value = new byte[0];
        if (content != null) {
            header.put("version", content.version()).put("deleted", content.isDeleted());
            value = content.value() == null ? value : content.value();
        }
        byte[] line = (header + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] bytes = Arrays.copyOf(line, line.length + value.length);
        System.arraycopy(value, 0, bytes, line.length, value.length);
        return bytes;
    }

    /** Total: any bytes give a state of {@code where}, or a reason why not. */
    static Decoded<AcceptorState<byte[]>> decode(Identity where, byte[] bytes) {
        int end = 0;
        while (end < bytes.length && end < MOST_HEADER_BYTES && bytes[end] != '\n') {
            end++;
        }
        if (end == bytes.length || bytes[end] != '\n') {
            return new Decoded.Malformed<>("is no register");
        }
        try {
            JsonNode header = JSON.readTree(bytes, 0, end);
            Identity told = new Identity(
                    header.path("installation").asText(""), header.path("store").asText(""));
            if (!header.path("format").asText("").equals(FORMAT)) {
                return new Decoded.Malformed<>("is no register of a format that is known here");
            }
            return told.equals(where)
                    ? new Decoded.Value<>(state(header, Arrays.copyOfRange(bytes, end + 1, bytes.length)))
                    : new Decoded.Malformed<>("was copied here from store '" + told.store() + "' of "
                            + (told.installation().equals(where.installation()) ? "this" : "another")
                            + " installation");
        } catch (IOException | IllegalArgumentException e) {
            return new Decoded.Malformed<>("is a damaged register");
        }
    }

    private static AcceptorState<byte[]> state(JsonNode header, byte[] value) {
        List<Ballot> witnessed = new ArrayList<>();
        header.path("witnessed").forEach(node -> witnessed.add(ballot(node)));
        return new AcceptorState<>(
                ballot(header.path("promised")), ballot(header.path("accepted")), content(header, value), witnessed);
    }

    private static @Nullable Content<byte[]> content(JsonNode header, byte[] value) {
        String version = header.path("version").asText("");
        return version.isEmpty()
                ? null
                : new Content<>(version, header.path("deleted").asBoolean() ? null : value);
    }

    private static Ballot ballot(JsonNode node) {
        return Ballot.read(node.asText("")).orElseThrow(IllegalArgumentException::new);
    }
}
