package dev.baton.cli.setup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cli.shell.ConfigOption;
import dev.baton.cli.shell.Format;
import dev.baton.cli.shell.Terminal;
import dev.baton.cli.shell.Terminal.Colour;
import dev.baton.core.token.Token;
import dev.baton.core.token.TokenChange;
import dev.baton.kafka.client.Installation;
import dev.baton.runtime.token.HistoryWalk;
import dev.baton.runtime.token.TokenHistory;
import dev.baton.runtime.token.TokenJson;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code baton token history}. */
@Command(
        name = "history",
        header = "Show who changed the token, when, why, and what.",
        description = {
            "",
            "Every version is kept for ever, and each carries the hash of the one before. This shows the last ones, says whether"
                    + " that chain is whole, and ends with the hash of the newest: whoever wrote the whole past anew would"
                    + " have to change that.",
            ""
        },
        footer = {
            "",
            "Exit status: 0 the chain is whole, 1 it is broken or cannot be read.",
            "",
            "Examples:",
            "  baton token history",
            "  baton token history --since 1 --json | jq -r '[.version, .by, .reason] | @tsv'"
        })
final class TokenHistoryCommand implements Callable<Integer> {

    private static final int SHOWN = 20;

    private final Terminal terminal;
    private final ObjectMapper json = new ObjectMapper();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private ConfigOption config;

    @Option(
            names = "--since",
            paramLabel = "VERSION",
            description = "From this version on. Default: the last " + SHOWN + ".")
    private @Nullable Long since;

    @Option(names = "--json", description = "Print a line of JSON for each version.")
    private boolean asJson;

    TokenHistoryCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (since != null && since < 1) {
            throw new ParameterException(spec.commandLine(), "--since must be at least 1, the first version");
        }
        try (Installation installation = config.open()) {
            Token newest = installation.tokens().read();
            long first = since == null ? Math.max(1, newest.version() - SHOWN + 1) : since;
            if (first > newest.version()) {
                return terminal.refuse("there is no version " + first + " yet; the newest is " + newest.version());
            }
            TokenHistory history =
                    new TokenHistory(installation.store(), installation.config().name());
            Printer printer = new Printer();
            new HistoryWalk(history, newest).from(first, printer);
            return printer.end();
        }
    }

    private final class Printer implements HistoryWalk.Visitor {

        private long firstKept;
        private long lastKept;
        private boolean broken;
        private @Nullable String lastHash;

        @Override
        public void version(@Nullable Token before, Token token, @Nullable String hash) {
            if (hash != null) {
                firstKept = firstKept == 0 ? token.version() : firstKept;
                lastKept = token.version();
                lastHash = hash;
            }
            terminal.print(asJson ? line(before, token, hash).toString() : text(before, token));
        }

        @Override
        public void broken(long version, String why) {
            broken = true;
            terminal.refuse("the chain is broken at version " + version + ": " + why);
        }

        int end() {
            if (broken) {
                return Terminal.REFUSED;
            }
            if (!asJson) {
                terminal.print(
                        firstKept == 0
                                ? "None of these versions is in the history yet; it begins with the next change."
                                : "The chain is whole from version " + firstKept + " to " + lastKept + "; it ends in "
                                        + lastHash);
            }
            return 0;
        }
    }

    private String text(@Nullable Token before, Token token) {
        StringBuilder text = new StringBuilder(terminal.in(Colour.BOLD, "version " + token.version()));
        text.append(", ")
                .append(Format.time(token.audit().at(), Instant.now()))
                .append(" by ")
                .append(token.audit().by())
                .append(": ")
                .append(token.audit().reason());
        changed(before, token).forEach(each -> text.append("\n    ").append(each));
        return text.toString();
    }

    private static List<String> changed(@Nullable Token before, Token token) {
        return before == null
                ? List.of("active " + token.active() + ", term " + token.term())
                : new TokenChange(before, token).describe();
    }

    private ObjectNode line(@Nullable Token before, Token token, @Nullable String hash) {
        ObjectNode line = json.createObjectNode()
                .put("version", token.version())
                .put("at", token.audit().at().toString())
                .put("by", token.audit().by())
                .put("reason", token.audit().reason());
        ArrayNode changes = line.putArray("changed");
        changed(before, token).forEach(changes::add);
        line.set("before", before == null ? json.nullNode() : node(before));
        line.set("after", node(token));
        line.put("hash", hash);
        return line;
    }

    private JsonNode node(Token token) {
        try {
            return json.readTree(TokenJson.write(token));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a token was written that is no JSON", e);
        }
    }
}
