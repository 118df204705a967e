package dev.baton.cli.control;

import dev.baton.cli.shell.Format;
import dev.baton.core.RegionId;
import dev.baton.core.monitor.Finding;
import dev.baton.core.monitor.Opinion;
import dev.baton.core.monitor.Tally;
import dev.baton.kafka.survey.Witnesses;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.report.Bulletin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What monitors and clients see, as people read it. */
final class WitnessText {

    /** How many clients that are not served are shown one by one. */
    private static final int MAX_CLIENTS = 5;

    private final BatonConfig config;
    private final Instant now;
    private final List<String> lines = new ArrayList<>();

    WitnessText(BatonConfig config, Instant now) {
        this.config = config;
        this.now = now;
    }

    List<String> lines(Witnesses witnesses) {
        List<String> members = config.monitor().members();
        Set<String> names = new TreeSet<>(members);
        names.addAll(witnesses.monitors().keySet());
        names.forEach(name -> lines.add("monitor " + name + ": " + monitor(name, witnesses)));
        witnesses.votes().forEach((region, tally) -> lines.add("votes on " + region + ": " + votes(tally)));
        for (RegionId region : config.regions().keySet()) {
            addClients(region, witnesses);
        }
        return lines;
    }

    private String monitor(String name, Witnesses witnesses) {
        Bulletin bulletin = witnesses.monitors().get(name);
        List<String> members = config.monitor().members();
        String standing = members.isEmpty() || members.contains(name) ? "" : "; no member, so it has no vote";
        if (bulletin == null) {
            return "has never reported";
        }
        String sees = bulletin.report().findings().entrySet().stream()
                .map(region -> region.getKey() + " " + finding(region.getKey(), region.getValue(), bulletin))
                .collect(Collectors.joining(", "));
        String age = witnesses.fresh().contains(name)
                ? ""
                : "; STALE, so it has no vote: last reported " + Format.time(bulletin.at(), now) + " by its clock";
        return sees + standing + age;
    }

    private String finding(RegionId region, Finding finding, Bulletin bulletin) {
        Bulletin.Detail detail = bulletin.details().get(region);
        String since =
                detail == null || finding.opinion() == Opinion.UP ? "" : " since " + Format.time(detail.since(), now);
        return finding.word() + since + (finding.why().isEmpty() ? "" : " (" + finding.why() + ")");
    }

    private static String votes(Tally tally) {
        String verdict = tally.isDown() ? "down" : tally.isUp() ? "up" : "neither up nor down";
        return verdict + ", as " + tally.votes(Opinion.UP) + " say up, " + tally.votes(Opinion.DOWN) + " down, "
                + tally.silent().size() + " nothing; it takes " + tally.majority() + " of " + tally.size();
    }

    private void addClients(RegionId region, Witnesses witnesses) {
        List<String> unserved = new ArrayList<>();
        int served = 0;
        for (Bulletin client : witnesses.clients().values()) {
            Finding finding = client.report().findings().get(region);
            Opinion opinion = finding == null ? Opinion.UNDECIDED : finding.opinion();
            served += opinion == Opinion.UP ? 1 : 0;
            if (finding != null && opinion == Opinion.DOWN) {
                unserved.add("  " + client.report().by() + " " + finding(region, finding, client));
            }
        }
        if (served + unserved.size() > 0) {
            lines.add("clients of " + region + ": " + served + " served, " + unserved.size() + " not");
        }
        unserved.stream().limit(MAX_CLIENTS).forEach(lines::add);
    }
}
