package dev.baton.core.monitor;

import dev.baton.core.RegionId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The votes about one region. Immutable.
 *
 * <p>It takes a majority of all members, also of those who are silent. The clients are one more witness: together they stand in for
 * one member that is silent, and never count against one that speaks.
 *
 * @param findings what each member says of whom that is known now
 * @param silent the members of whom it is not
 * @param clients what the clients say
 */
public record Tally(SortedMap<String, Finding> findings, SortedSet<String> silent, ClientsWord clients) {

    public Tally {
        findings = Collections.unmodifiableSortedMap(new TreeMap<>(findings));
        silent = Collections.unmodifiableSortedSet(new TreeSet<>(silent));
    }

    /** The votes as read from reports: nobody among the members sees it with eyes of their own. */
    public static Tally of(RegionId region, Electorate electorate, Testimony testimony, long nowNanos) {
        SortedMap<String, Finding> findings = new TreeMap<>();
        SortedSet<String> silent = new TreeSet<>();
        for (String member : electorate.members()) {
            Optional<Finding> said = testimony
                    .monitors()
                    .fresh(member, electorate.validFor(), nowNanos)
                    .map(report -> report.findings().get(region));
            said.ifPresentOrElse(finding -> findings.put(member, finding), () -> silent.add(member));
        }
        return new Tally(findings, silent, ClientsWord.of(region, testimony.clients(), nowNanos));
    }

    /** The same, where {@code self} says this whatever it has last reported. */
    Tally with(String self, Finding own) {
        SortedMap<String, Finding> all = new TreeMap<>(findings);
        all.put(self, own);
        SortedSet<String> others = new TreeSet<>(silent);
        others.remove(self);
        return new Tally(all, others, clients);
    }

    /** True if a majority says that the region serves its clients. */
    public boolean isUp() {
        return votes(Opinion.UP) >= majority();
    }

    /** True if a majority says that it does not. */
    public boolean isDown() {
        return votes(Opinion.DOWN) >= majority();
    }

    /** How many have this opinion. */
    public int votes(Opinion opinion) {
        return members(opinion).size() + (!silent.isEmpty() && clients.opinion() == opinion ? 1 : 0);
    }

    /** How many it takes. */
    public int majority() {
        return size() / 2 + 1;
    }

    /** How many members there are. */
    public int size() {
        return findings.size() + silent.size();
    }

    /** The members that have this opinion, in order of name. */
    public List<String> members(Opinion opinion) {
        return findings.entrySet().stream()
                .filter(said -> said.getValue().opinion() == opinion)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Why the first of those who say down says so; empty if nobody does. */
    String why() {
        return findings.values().stream()
                .filter(said -> said.opinion() == Opinion.DOWN)
                .map(Finding::why)
                .findFirst()
                .orElse("");
    }

    /** Who says down, and why, for people. */
    String describeDown() {
        if (size() == 1 && clients.opinion() != Opinion.UP) {
            return why();
        }
        String doubt = clients.opinion() == Opinion.UP ? "; yet " + clients.describe() : "";
        String stand = votes(Opinion.DOWN) > members(Opinion.DOWN).size() ? " and the clients" : "";
        return size() == 1
                ? why() + doubt
                : votes(Opinion.DOWN) + " of " + size() + ": " + String.join(", ", members(Opinion.DOWN)) + stand + "; "
                        + why() + doubt;
    }

    /** Why somebody says down and nothing follows, for people. */
    String describeMinority() {
        List<String> rest = findings.keySet().stream()
                .filter(member -> !members(Opinion.DOWN).contains(member))
                .toList();
        return String.join(", ", members(Opinion.DOWN)) + (members(Opinion.DOWN).size() == 1 ? " sees" : " see")
                + " it down (" + why() + ")"
                + (rest.isEmpty() ? "" : ", " + String.join(", ", rest) + (rest.size() == 1 ? " does" : " do") + " not")
                + (silent.isEmpty() ? "" : ", nothing is heard of " + String.join(", ", silent))
                + (clients.describe().isEmpty() ? "" : ", " + clients.describe());
    }
}
