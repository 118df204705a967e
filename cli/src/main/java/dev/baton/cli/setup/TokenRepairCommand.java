package dev.baton.cli.setup;

import dev.baton.cli.shell.ConfigOption;
import dev.baton.cli.shell.Format;
import dev.baton.cli.shell.Terminal;
import dev.baton.core.BatonException;
import dev.baton.kafka.client.Installation;
import dev.baton.runtime.quorum.QuorumObjectStore;
import dev.baton.runtime.quorum.StoreRepair;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code baton token repair}. */
@Command(
        name = "repair",
        header = "Rebuild one of the token's three stores from the two others.",
        description = {
            "",
            "For a store that was emptied, replaced by an empty one, or put back to an earlier state. Everything goes on"
                    + " meanwhile, and it may be done again at any time. A store of another installation is never overwritten.",
            ""
        },
        footer = {"", "Examples:", "  baton token repair witness --dry-run", "  baton token repair witness"})
final class TokenRepairCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli
    private ConfigOption config;

    @Parameters(paramLabel = "STORE", description = "Its name below 'token.stores'.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Option(names = "--dry-run", description = "Say what would be done, and change nothing.")
    private boolean dryRun;

    TokenRepairCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (Installation installation = config.open()) {
            if (!(installation.store() instanceof QuorumObjectStore quorum)) {
                return terminal.refuse(
                        "the token has one store, and nothing to rebuild it from; see docs/operations.md");
            }
            return repair(quorum);
        } catch (IllegalArgumentException | BatonException e) {
            return terminal.refuse(String.valueOf(e.getMessage()));
        }
    }

    private int repair(QuorumObjectStore quorum) {
        StoreRepair repair = new StoreRepair(quorum, name);
        if (!dryRun) {
            int rebuilt = repair.run().size();
            terminal.print("Rebuilt store " + name + ": it holds " + Format.count(rebuilt, "object")
                    + " of the token's, and counts again.");
            return 0;
        }
        StoreRepair.Findings found = repair.look();
        if (!found.stranger().isEmpty()) {
            return terminal.refuse("store " + name + " would not be overwritten: " + found.stranger());
        }
        terminal.print("Store " + name
                + (found.identified() ? " shows its identity." : " was emptied, or is new.") + " Would write "
                + Format.count(found.registers().size(), "object") + " to it"
                + (found.identified() ? "." : ", and then its identity."));
        return 0;
    }
}
