package dev.baton.cli.setup;

import dev.baton.cli.shell.ConfigOption;
import dev.baton.cli.shell.Operator;
import dev.baton.cli.shell.RegionConverter;
import dev.baton.cli.shell.Terminal;
import dev.baton.core.RegionId;
import dev.baton.core.token.Token;
import dev.baton.kafka.client.Installation;
import dev.baton.runtime.config.BatonConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code baton token create}. */
@Command(
        name = "create",
        header = "Write the first token of a new installation.",
        description = {
            "",
            "Every region counts as in sync, and one of them holds the baton. Refused if there is a token already."
                    + " Where the token has three stores, all of them must be reachable.",
            ""
        },
        footer = {"", "Example:", "  baton token create --active r1"})
final class TokenCreateCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli
    private ConfigOption config;

    @Option(
            names = "--active",
            paramLabel = "REGION",
            required = true,
            converter = RegionConverter.class,
            description = "The region that holds the baton first.")
    @SuppressWarnings("NullAway.Init")
    private RegionId active;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            defaultValue = "the first token",
            description = "For the audit; default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init")
    private String reason;

    TokenCreateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (Installation installation = config.open()) {
            BatonConfig loaded = installation.config();
            loaded.region(active);
            Token first = Token.first(
                    loaded.name(),
                    loaded.regions().keySet(),
                    active,
                    loaded.token().ttl(),
                    Operator.audit(reason));
            installation.prepare();
            String where =
                    "'" + loaded.name() + "/token' in " + installation.store().describe();
            return installation
                    .tokens()
                    .create(first)
                    .fold(
                            applied -> {
                                terminal.print("Created the token " + where + ": " + active
                                        + " holds the baton. Next: run 'baton check' wherever a monitor is to run.");
                                return 0;
                            },
                            conflict -> terminal.refuse("there is a token already, " + where + ": version "
                                    + conflict.current().version() + ", "
                                    + conflict.current().active()
                                    + " holds the baton in term "
                                    + conflict.current().term()
                                    + "; nothing was changed. 'baton switchover' moves the baton"),
                            unknown -> terminal.refuse("it is not known whether the token " + where + " was created: "
                                    + unknown.why() + " Look with 'baton token show'"));
        }
    }
}
