package dev.baton.cli.setup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baton.cli.shell.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Asks for the variables of Oracle's demonstration, by the names that they have there, and gives the {@code baton.yaml} that says the
 * same. A question goes to standard error, so that answers may come from a file; an empty answer is the default.
 */
final class OciQuestions {

    private static final JsonMapper JSON = new JsonMapper();

    private final Terminal terminal;
    private final BufferedReader answers;

    OciQuestions(Terminal terminal) {
        this.terminal = terminal;
        this.answers = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
    }

    /** Asks, and gives the text; nothing of it has been checked. */
    String yaml() throws IOException {
        terminal.say("An empty answer is the default in [brackets], or leaves out what is (optional).");
        String name = ask("A name for the installation", "payments");
        terminal.say("\nThe principal region, r1");
        String stream = ask("STREAM_NAME", "Stream_API");
        Region r1 = region(stream);
        terminal.say("\nThe DR region, r2");
        Region r2 = region(ask("STREAM_NAME_R2", stream));
        terminal.say("\nThe bucket of the token, in the DR region");
        String namespace = ask("namespace", "");
        String bucket = ask("bucket_name", "data");
        String object = ask("object_name, which tells consumers that r1 processes", "r1");
        String reverse = ask("object_reverse, which tells them that r2 does", "r2");
        String store = "oci: { namespace: " + quoted(namespace) + ", bucket: " + quoted(bucket) + ", profile: "
                + quoted(r2.profile()) + " }";
        return "name: " + quoted(name) + "\nregions:\n" + r1.yaml("r1") + r2.yaml("r2")
                + "streams:\n  " + quoted(stream) + ":\n    topics: { r1: " + quoted(r1.topic()) + ", r2: "
                + quoted(r2.topic()) + " }\n"
                + "token:\n  " + store + "\n"
                + "# The objects that consumers of the demonstration look for, so that they go on during the migration.\n"
                + "markers:\n  store: { " + store + " }\n  objects: { r1: " + quoted(object) + ", r2: "
                + quoted(reverse) + " }\n";
    }

    /**
     * The answers about one region.
     *
     * @param topic its stream's name or OCID
     * @param endpoint empty for what the control plane says
     */
    private record Region(String topic, String pool, String compartment, String endpoint, String profile) {

        String yaml(String name) {
            return "  " + name + ":\n    type: oci\n    oci:\n"
                    + (pool.isEmpty() ? "" : "      pool: " + quoted(pool) + "\n")
                    + (compartment.isEmpty() ? "" : "      compartment: " + quoted(compartment) + "\n")
                    + (endpoint.isEmpty() ? "" : "      endpoint: " + quoted(endpoint) + "\n")
                    + "      profile: " + quoted(profile) + "\n";
        }
    }

    private Region region(String stream) throws IOException {
        String id = ask("stream_OCID (optional: found by its name)", "");
        String pool = ask("stream_pool_id (optional with a compartment or stream_OCID)", "");
        String compartment = pool.isEmpty() && id.isEmpty() ? ask("compartment", "") : "";
        String endpoint = ask("message_Endpoint (optional: what the control plane says)", "");
        String profile = ask("the profile of ~/.oci/config that may use it", "DEFAULT");
        return new Region(id.isEmpty() ? stream : id, pool, compartment, endpoint, profile);
    }

    private String ask(String question, String otherwise) throws IOException {
        terminal.say(otherwise.isEmpty() ? question + ": " : question + " [" + otherwise + "]: ");
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("there are no more answers; the question was: " + question);
        }
        return line.isBlank() ? otherwise : line.strip();
    }

    /** As YAML, where a dollar sign and a brace would stand for a variable. */
    private static String quoted(String text) {
        try {
            return JSON.writeValueAsString(text.replace("${", "$${"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("every text can be quoted", e);
        }
    }
}
