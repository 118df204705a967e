package dev.baton.cli.control;

import dev.baton.cli.shell.Format;
import dev.baton.cli.shell.Terminal;
import dev.baton.cli.shell.Terminal.Colour;
import dev.baton.core.RegionId;
import dev.baton.core.token.RegionState;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.kafka.survey.Answer;
import dev.baton.kafka.survey.LogReport;
import dev.baton.kafka.survey.RegionReport;
import dev.baton.kafka.survey.Report;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.gate.Registration;
import dev.baton.runtime.monitor.ProbeResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A report as people read it. */
final class StatusText {

    private final Terminal terminal;
    private final BatonConfig config;
    private final Instant now;
    private final StringBuilder text = new StringBuilder();

    StatusText(Terminal terminal, BatonConfig config, Instant now) {
        this.terminal = terminal;
        this.config = config;
        this.now = now;
    }

    String of(Report report) {
        Optional<Token> token = report.token().fold(Optional::of, why -> Optional.empty());
        token.ifPresent(this::addToken);
        report.token()
                .fold(
                        told -> true,
                        why -> line(Colour.RED, config.name() + ": who holds the baton cannot be told. " + why));
        report.stores().forEach((name, why) -> {
            if (!why.isEmpty()) {
                line(Colour.YELLOW, "store " + name + " of the token does not count: " + why);
            }
        });
        report.regions().forEach((region, seen) -> addRegion(region, report, token));
        report.regions().forEach(this::addStreams);
        report.witnesses()
                .fold(
                        witnesses -> {
                            new WitnessText(config, now).lines(witnesses).forEach(this::line);
                            return true;
                        },
                        why -> line("what monitors see cannot be told: " + why));
        report.hooks()
                .forEach((name, hook) -> line(
                        HookLines.isTroubled(hook) ? Colour.RED : Colour.GREEN,
                        "hook " + name + ": " + HookLines.describe(hook)));
        token.ifPresent(this::addRisk);
        return text.substring(0, text.length() - 1);
    }

    private void addToken(Token token) {
        RegionId to = token.handoverTo();
        String holder = to == null
                ? token.active() + " holds the baton"
                : "the baton is on its way from " + token.active() + " to " + to + ", so nobody processes";
        line(
                to == null ? Colour.BOLD : Colour.YELLOW,
                config.name() + ": " + holder + ", term " + token.term() + ", version " + token.version());
        line("changed " + Format.time(token.audit().at(), now) + " by "
                + token.audit().by() + ": " + token.audit().reason());
        line("");
    }

    private void addRegion(RegionId region, Report report, Optional<Token> token) {
        RegionReport seen = report.region(region);
        RegionState state =
                token.map(Token::regions).map(regions -> regions.get(region)).orElse(null);
        String sync = state == null ? "?" : state.sync() + " since " + Format.time(state.since(), now);
        line(Colour.BOLD, "region " + region);
        line(state != null && state.sync() != Sync.IN_SYNC ? Colour.YELLOW : Colour.GREEN, "  sync       " + sync);
        token.filter(known -> state != null && state.sync() != Sync.IN_SYNC)
                .ifPresent(known -> line(
                        Colour.YELLOW,
                        "  catch-up   "
                                + Standing.of(
                                        region, known, report, config.catchUp().policy())));
        boolean failed = seen.probe() instanceof ProbeResult.Failed;
        line(
                failed ? Colour.RED : Colour.GREEN,
                "  now        " + (failed ? "does not serve its clients: " : "") + Probes.describe(seen.probe()));
        line("  consumers  " + seen.consumers().fold(StatusText::consumers, why -> "cannot be told: " + why));
    }

    private static String consumers(List<Registration> running) {
        Map<String, Long> byGroup = running.stream()
                .collect(Collectors.groupingBy(Registration::group, TreeMap::new, Collectors.counting()));
        return running.isEmpty()
                ? "none registered to process"
                : byGroup.entrySet().stream()
                        .map(group -> group.getValue() + " of group " + group.getKey())
                        .collect(Collectors.joining(", "));
    }

    private void addStreams(RegionId region, RegionReport seen) {
        Answer<?> streams = seen.streams();
        if (streams instanceof Answer.Silent<?> silent) {
            line("logs of " + region + " cannot be told: " + silent.why());
            return;
        }
        seen.streams()
                .fold(
                        logs -> {
                            logs.forEach((stream, log) -> line(stream(region, stream, log)));
                            return true;
                        },
                        why -> false);
    }

    private static String stream(RegionId region, String stream, LogReport log) {
        String lags = log.lags().entrySet().stream()
                .map(lag -> ", group " + lag.getKey() + " at most " + Format.count(lag.getValue()) + " behind")
                .collect(Collectors.joining());
        return "stream " + stream + " in " + region + ": " + Format.count(log.end()) + " records in "
                + Format.count(log.partitions(), "partition") + lags;
    }

    private void addRisk(Token token) {
        List<RegionId> whole = token.regions().keySet().stream()
                .filter(region -> token.sync(region) == Sync.IN_SYNC)
                .toList();
        if (whole.size() == 1) {
            line(
                    Colour.RED,
                    "RPO AT RISK: only " + whole.get(0)
                            + " holds every acknowledged event; losing it now would lose some");
        }
    }

    private boolean line(Colour colour, String line) {
        return line(terminal.in(colour, line));
    }

    private boolean line(String line) {
        text.append(line).append('\n');
        return true;
    }
}
