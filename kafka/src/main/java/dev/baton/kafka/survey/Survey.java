package dev.baton.kafka.survey;

import dev.baton.core.RegionId;
import dev.baton.kafka.client.Installation;
import dev.baton.runtime.config.BatonConfig;
import dev.baton.runtime.gate.Registration;
import dev.baton.runtime.monitor.ProbeResult;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Looks at an installation from where this process runs: asks the token store and every region at the same time, and waits for
 * none of them longer than its patience. What does not answer is said to be silent; a look itself never fails.
 *
 * <p>Connections stay open from look to look. For one thread.
 */
public final class Survey implements AutoCloseable {

    private final SortedMap<RegionId, RegionLine> regions = new TreeMap<>();
    private final StoreLine store;

    /** A survey that connects when it first looks. */
    public Survey(BatonConfig config, Duration patience) {
        this.store = new StoreLine(config, patience, Installation::nonce);
        config.regions().keySet().forEach(region -> regions.put(region, new RegionLine(config, region, patience)));
    }

    /** Everything, within twice the patience; within the patience, if no region hangs after its probe. */
    public Report look() {
        SortedMap<RegionId, Line.Question<ProbeResult>> questions = ask(regions.keySet());
        Answer<StoreReport> stored = store.look().await();
        SortedMap<RegionId, ProbeResult> probes = await(questions);
        SortedMap<RegionId, Line.Question<SortedMap<String, LogReport>>> logs = new TreeMap<>();
        regions.forEach((region, line) -> {
            if (!(probes.get(region) instanceof ProbeResult.Failed)) {
                logs.put(region, line.logs(groups(stored, region)));
            }
        });
        SortedMap<RegionId, RegionReport> reports = new TreeMap<>();
        probes.forEach((region, probe) -> reports.put(
                region,
                new RegionReport(
                        probe,
                        stored(stored, told -> told.consumers(region)),
                        stored(stored, told -> told.journal(region)),
                        await(logs, region))));
        return new Report(
                stored.fold(told -> new Answer.Told<>(told.token()), Answer.Silent::new),
                reports,
                stored(stored, StoreReport::witnesses),
                stored.fold(StoreReport::hooks, why -> Collections.emptySortedMap()),
                stored.fold(StoreReport::stores, why -> Collections.emptySortedMap()));
    }

    /** One probe of each of these regions, within the patience. */
    public SortedMap<RegionId, ProbeResult> probe(Collection<RegionId> which) {
        return await(ask(which));
    }

    private SortedMap<RegionId, Line.Question<ProbeResult>> ask(Collection<RegionId> which) {
        SortedMap<RegionId, Line.Question<ProbeResult>> questions = new TreeMap<>();
        regions.forEach((region, line) -> {
            if (which.contains(region)) {
                questions.put(region, line.probe());
            }
        });
        return questions;
    }

    private static SortedMap<RegionId, ProbeResult> await(SortedMap<RegionId, Line.Question<ProbeResult>> questions) {
        SortedMap<RegionId, ProbeResult> results = new TreeMap<>();
        questions.forEach((region, question) -> results.put(
                region,
                question.await().fold(result -> result, why -> new ProbeResult.Failed(List.of(), "probe", why))));
        return results;
    }

    private static Answer<SortedMap<String, LogReport>> await(
            SortedMap<RegionId, Line.Question<SortedMap<String, LogReport>>> questions, RegionId region) {
        Line.Question<SortedMap<String, LogReport>> question = questions.get(region);
        return question == null ? new Answer.Silent<>("not asked, as it does not serve its clients") : question.await();
    }

    private static <T> Answer<T> stored(Answer<StoreReport> stored, Function<StoreReport, Answer<T>> question) {
        return stored.fold(question, why -> new Answer.Silent<>("not asked, as the token could not be read"));
    }

    /** Only where the baton is does a lag mean anything: elsewhere consumers stand by. */
    private static Collection<String> groups(Answer<StoreReport> stored, RegionId region) {
        boolean active = stored.fold(told -> told.token().active().equals(region), why -> false);
        return stored(stored, told -> told.consumers(region))
                .fold(
                        running -> running.stream()
                                .filter(each -> active)
                                .map(Registration::group)
                                .distinct()
                                .toList(),
                        why -> List.of());
    }

    @Override
    public void close() {
        regions.values().forEach(RegionLine::close);
        store.close();
    }
}
