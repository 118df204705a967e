package dev.baton.cli.shell;

import dev.baton.kafka.client.Installation;
import dev.baton.runtime.config.BatonConfig;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names the {@code baton.yaml}. */
public final class ConfigOption {

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "${env:BATON_CONFIG:-baton.yaml}",
            description = "The configuration; default: $$BATON_CONFIG or ./baton.yaml.")
    @SuppressWarnings("NullAway.Init") // picocli
    private Path file;

    /** The file that is named, or else the default. */
    public Path file() {
        return file;
    }

    /** What the file describes, opened; to be closed by the caller. */
    public Installation open() {
        return Installation.open(file);
    }

    /** What the file says. */
    public BatonConfig load() {
        return BatonConfig.load(file);
    }
}
