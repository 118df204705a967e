package dev.baton.cli.setup;

import dev.baton.cli.shell.ConfigOption;
import dev.baton.cli.shell.Format;
import dev.baton.cli.shell.Terminal;
import dev.baton.core.token.Token;
import dev.baton.kafka.client.Installation;
import dev.baton.runtime.token.TokenJson;
import java.time.Instant;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code baton token show}. */
@Command(
        name = "show",
        header = "Show the token as it is stored.",
        description = {"", "No region is asked; 'baton status' asks them all.", ""},
        footer = {"", "Examples:", "  baton token show", "  baton token show --json | jq -r .active"})
final class TokenShowCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli
    private ConfigOption config;

    @Option(names = "--json", description = "Print JSON, as it is stored.")
    private boolean json;

    TokenShowCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (Installation installation = config.open()) {
            Token token = installation.tokens().read();
            terminal.print(json ? TokenJson.write(token) : text(token) + stores(installation.storeTroubles()));
            return 0;
        }
    }

    private static String stores(SortedMap<String, String> troubles) {
        return troubles.entrySet().stream()
                .map(store -> "\nstore     " + store.getKey()
                        + (store.getValue().isEmpty() ? " counts" : " DOES NOT COUNT: " + store.getValue()))
                .collect(Collectors.joining());
    }

    private static String text(Token token) {
        Instant now = Instant.now();
        StringBuilder text = new StringBuilder();
        text.append("name      ").append(token.name()).append('\n');
        text.append("version   ").append(token.version()).append('\n');
        text.append("term      ").append(token.term()).append('\n');
        text.append("active    ").append(token.active()).append('\n');
        if (token.handoverTo() != null) {
            text.append("handover  to ").append(token.handoverTo()).append(", under way\n");
        }
        token.regions().forEach((region, state) -> text.append("region    ")
                .append(region)
                .append(' ')
                .append(state.sync())
                .append(" since ")
                .append(Format.time(state.since(), now))
                .append('\n'));
        text.append("ttl       ").append(Format.duration(token.ttl())).append('\n');
        text.append("changed   ").append(Format.time(token.audit().at(), now)).append('\n');
        text.append("by        ").append(token.audit().by()).append('\n');
        text.append("reason    ").append(token.audit().reason());
        return text.toString();
    }
}
