package dev.baton.cli.setup;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.cli.shell.ConfigOption;
import dev.baton.cli.shell.Format;
import dev.baton.cli.shell.Terminal;
import dev.baton.cli.shell.Terminal.Colour;
import dev.baton.core.InvalidConfigurationException;
import dev.baton.kafka.survey.Checkup;
import dev.baton.kafka.survey.Finding;
import dev.baton.kafka.survey.Finding.Kind;
import dev.baton.kafka.survey.Repair;
import dev.baton.runtime.config.BatonConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code baton config check}. */
@Command(
        name = "check",
        header = "Say what is wrong with the configuration.",
        description = {
            "",
            "Says what is wrong with the configuration, and tries to reach everything that it names: each region, each"
                    + " stream with its partitions and settings, the token store and the token.",
            "",
            "With --fix, topics that are missing in a region are made as they are in another, and limits (retention,"
                    + " size of an event) are raised to the largest. Nothing is deleted or lowered, and no partition is"
                    + " added to a topic.",
            ""
        },
        footer = {
            "",
            "Exit status: 0 all is well, 1 there are problems.",
            "",
            "Examples:",
            "  baton config check",
            "  baton config check --fix",
            "  baton config check --offline --config /etc/baton.yaml",
            "  baton config check --json | jq '.findings[] | select(.kind == \"problem\")'"
        })
final class ConfigCheckCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Terminal terminal;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli
    private ConfigOption config;

    @Option(names = "--offline", description = "Only read the file; reach nothing.")
    private boolean offline;

    @Option(names = "--fix", description = "Make topics alike where that takes nothing away; say each thing done.")
    private boolean fix;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    ConfigCheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (fix && offline) {
            throw new ParameterException(spec.commandLine(), "--fix changes topics, and --offline reaches none");
        }
        List<Finding> findings = findings();
        long problems = findings.stream()
                .filter(finding -> finding.kind() == Kind.PROBLEM)
                .count();
        if (json) {
            terminal.print(toJson(findings, problems == 0).toPrettyString());
        } else {
            findings.forEach(finding -> terminal.print(line(finding)));
        }
        return problems == 0 ? 0 : terminal.refuse(Format.count(problems, "problem") + " in " + config.file());
    }

    private List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        try {
            BatonConfig loaded = config.load();
            findings.add(new Finding(
                    Kind.GOOD,
                    "configuration",
                    Format.count(loaded.regions().size(), "region") + ", "
                            + Format.count(loaded.streams().size(), "stream") + ", named " + loaded.name()));
            if (fix) {
                findings.addAll(Repair.of(loaded, PATIENCE));
            }
            if (!offline) {
                findings.addAll(Checkup.of(loaded, PATIENCE));
            }
        } catch (InvalidConfigurationException e) {
            String.valueOf(e.getMessage())
                    .lines()
                    .forEach(line -> findings.add(new Finding(Kind.PROBLEM, "configuration", line)));
        }
        return findings;
    }

    private String line(Finding finding) {
        String text = finding.subject() + ": " + finding.text();
        return switch (finding.kind()) {
            case DONE -> terminal.in(Colour.GREEN, "done    ") + " " + text;
            case GOOD -> terminal.in(Colour.GREEN, "ok      ") + " " + text;
            case NOTE -> terminal.in(Colour.YELLOW, "note    ") + " " + text;
            case PROBLEM -> terminal.in(Colour.RED, "PROBLEM ") + " " + text;
        };
    }

    private static ObjectNode toJson(List<Finding> findings, boolean ok) {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("ok", ok);
        var array = root.putArray("findings");
        findings.forEach(finding -> array.addObject()
                .put("kind", finding.kind().name().toLowerCase(Locale.ROOT))
                .put("subject", finding.subject())
                .put("text", finding.text()));
        return root;
    }
}
