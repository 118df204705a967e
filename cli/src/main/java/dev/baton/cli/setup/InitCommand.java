package dev.baton.cli.setup;

import dev.baton.cli.shell.Terminal;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.config.ConfigTemplate;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code baton init}. */
@Command(
        name = "init",
        header = "Write a commented baton.yaml to begin with.",
        description = {"", "Never over another file, unless told to.", ""},
        footer = {"", "Examples:", "  baton init", "  baton init --file /etc/baton.yaml", "  baton init --from-oci"})
public final class InitCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            defaultValue = "baton.yaml",
            description = "Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli
    private Path file;

    @Option(names = "--force", description = "Replace a file that is there.")
    private boolean force;

    @Option(
            names = "--from-oci",
            description = "Ask for the variables of Oracle's demonstration of disaster recovery for OCI Streaming.")
    private boolean fromOci;

    /** The command of this terminal. */
    public InitCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (!force && Files.exists(file)) {
            return refuse();
        }
        String text = fromOci ? new OciQuestions(terminal).yaml() : ConfigTemplate.text();
        if (fromOci) {
            BatonConfig.parse(text, "the answers", Path.of(""), System::getenv); // or nothing is written
        }
        try {
            if (force) {
                Files.writeString(file, text);
            } else {
                Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            }
        } catch (FileAlreadyExistsException e) {
            return refuse();
        }
        terminal.print("Wrote " + file + ". " + (fromOci ? "Run" : "Edit its regions and streams, then run")
                + " 'baton config check'.");
        return 0;
    }

    private int refuse() {
        return terminal.refuse(file + " is there already and was not changed; name another file, or use --force");
    }
}
