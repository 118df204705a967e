package dev.baton.kafka.survey;

import dev.baton.core.RegionId;
import dev.baton.core.token.Token;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.frontier.FrontierTopic;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.config.ServiceType;
import dev.baton.runtime.monitor.ProbeResult;
import dev.baton.runtime.monitor.ProbeStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/** Tries to reach everything that a configuration names, all of it at the same time, and compares it with what it says. */
public final class Checkup {

    private final BatonConfig config;
    private final Duration patience;
    private final List<Finding> findings = new ArrayList<>();

    private Checkup(BatonConfig config, Duration patience) {
        this.config = config;
        this.patience = patience;
    }

    /** Everything that was found out, within twice the patience. */
    public static List<Finding> of(BatonConfig config, Duration patience) {
        Checkup checkup = new Checkup(config, patience);
        checkup.run();
        return List.copyOf(checkup.findings);
    }

    private void run() {
        SortedMap<RegionId, RegionLine> lines = new TreeMap<>();
        config.regions().keySet().forEach(region -> lines.put(region, new RegionLine(config, region, patience)));
        try (StoreLine store = new StoreLine(config, patience, Installation::nonce)) {
            SortedMap<RegionId, Line.Question<ProbeResult>> probes = new TreeMap<>();
            lines.forEach((region, line) -> probes.put(region, line.probe()));
            Answer<String> tried = store.tryOut().await();
            Answer<StoreReport> stored = store.look().await();
            SortedMap<RegionId, Line.Question<SortedMap<String, TopicState>>> topics = new TreeMap<>();
            lines.forEach((region, line) -> {
                checkNames(region);
                if (checkRegion(region, probes.get(region))) {
                    checkAbilities(region, line);
                    topics.put(region, line.topics());
                }
            });
            checkTopics(topics);
            findings.add(tried.fold(
                    name -> Finding.good("token store", name + " can be read and written"),
                    why -> Finding.problem("token store", why)));
            stored.fold(report -> checkToken(report.token()), why -> findings.add(Finding.problem("token", why)));
            stored.fold(StoreReport::stores, why -> new TreeMap<String, String>())
                    .forEach((name, why) -> findings.add(
                            why.isEmpty()
                                    ? Finding.good("store " + name, "counts for the token")
                                    : Finding.problem("store " + name, "does not count for the token: " + why)));
        } finally {
            lines.values().forEach(RegionLine::close);
        }
    }

    /** True if it serves its clients. */
    private boolean checkRegion(RegionId region, Line.@Nullable Question<ProbeResult> probe) {
        String subject = "region " + region;
        Answer<ProbeResult> answer = probe == null ? new Answer.Silent<>("not asked") : probe.await();
        Finding finding = answer.fold(result -> reached(subject, result), why -> Finding.problem(subject, why));
        findings.add(finding);
        return finding.kind() != Finding.Kind.PROBLEM;
    }

    private Finding reached(String subject, ProbeResult result) {
        if (result instanceof ProbeResult.Failed failed) {
            return Finding.problem(subject, "does not serve its clients: " + failed.describe());
        }
        if (result instanceof ProbeResult.Inconclusive inconclusive) {
            return Finding.note(subject, "answers, but monitors cannot probe it yet: " + inconclusive.why());
        }
        String steps = result.steps().stream().map(Checkup::text).collect(Collectors.joining(", "));
        return Finding.good(subject, "serves its clients (" + steps + ")");
    }

    private void checkAbilities(RegionId region, RegionLine line) {
        if (config.region(region).type() == ServiceType.OCI_KAFKA) {
            String subject = "region " + region;
            line.lacking()
                    .await()
                    .fold(lacking -> lacking, why -> List.of("what its service can do could not be found out: " + why))
                    .forEach(what -> findings.add(Finding.note(subject, what)));
        }
    }

    private static String text(ProbeStep step) {
        return step.name() + " " + step.took().toMillis() + " ms";
    }

    /** Kafka's clients take a property that they do not know for a plug-in's, so a misspelt one would go unnoticed. */
    private void checkNames(RegionId region) {
        Set<String> known = new HashSet<>(ProducerConfig.configNames());
        known.addAll(ConsumerConfig.configNames());
        known.addAll(AdminClientConfig.configNames());
        config.region(region).kafka().keySet().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> findings.add(Finding.note(
                        "regions." + region + ".kafka." + name,
                        "Kafka's clients have no such property; correct it unless it is a plug-in's")));
    }

    private void checkTopics(SortedMap<RegionId, Line.Question<SortedMap<String, TopicState>>> questions) {
        SortedMap<RegionId, SortedMap<String, TopicState>> answers = new TreeMap<>();
        SortedMap<RegionId, String> silent = new TreeMap<>();
        config.regions().keySet().forEach(region -> silent.put(region, "it does not serve its clients"));
        questions.forEach((region, question) -> question.await()
                .fold(
                        topics -> {
                            answers.put(region, topics);
                            return silent.remove(region) != null;
                        },
                        why -> silent.put(region, why) != null));
        TopicTable table = new TopicTable(answers);
        config.streams().keySet().forEach(stream -> {
            checkStream(stream, table);
            silent.forEach((region, why) ->
                    findings.add(Finding.problem("stream " + stream, "cannot be looked at in " + region + ": " + why)));
        });
        findings.addAll(Parity.ofFrontiers(table.topics(FrontierTopic.NAME)));
    }

    private void checkStream(String stream, TopicTable table) {
        SortedMap<RegionId, TopicState> topics = table.topics(stream);
        table.regions().stream()
                .filter(region -> !topics.containsKey(region))
                .forEach(region -> findings.add(Finding.problem(
                        "stream " + stream,
                        "there is no topic '" + config.topic(stream, region) + "' in " + region
                                + "; make it as it is in the other regions, or let 'baton config check --fix' do it")));
        findings.addAll(Parity.findings(stream, topics));
    }

    private boolean checkToken(Token token) {
        if (!token.regions().keySet().equals(config.regions().keySet())) {
            findings.add(Finding.problem(
                    "token",
                    "it knows the regions " + token.regions().keySet() + " but the configuration has "
                            + config.regions().keySet() + "; both must name the same"));
        }
        if (!token.ttl().equals(config.token().ttl())) {
            findings.add(Finding.problem(
                    "token",
                    "its ttl is " + token.ttl().toMillis() + "ms, and that counts; the configuration says "
                            + config.token().ttl().toMillis() + "ms, so set token.ttl to the same"));
        }
        return findings.add(Finding.good(
                "token",
                "version " + token.version() + ": " + token.active() + " holds the baton in term " + token.term()));
    }
}
