package dev.baton.kafka.survey;

import dev.baton.core.RegionId;
import dev.baton.runtime.config.BatonConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes the topics of all regions alike as far as that takes nothing away from anybody; see {@link Alignment}. */
public final class Repair {

    private Repair() {}

    /** Everything that was done, what was left and what failed; each step waits no longer than the patience. */
    public static List<Finding> of(BatonConfig config, Duration patience) {
        SortedMap<RegionId, RegionLine> lines = new TreeMap<>();
        config.regions().keySet().forEach(region -> lines.put(region, new RegionLine(config, region, patience)));
        try {
            Alignment.Plan plan = Alignment.of(config, TopicTable.of(lines));
            List<Finding> findings = new ArrayList<>();
            plan.changes().forEach(change -> findings.add(change(change, lines)));
            findings.addAll(plan.left());
            return findings;
        } finally {
            lines.values().forEach(RegionLine::close);
        }
    }

    private static Finding change(TopicChange change, SortedMap<RegionId, RegionLine> lines) {
        RegionLine line = lines.get(change.region());
        Answer<Boolean> answer = line == null
                ? new Answer.Silent<>("not asked")
                : line.change(change).await();
        return answer.fold(
                done -> Finding.done(change.subject(), change.done()),
                why -> Finding.problem(change.subject(), "could not " + change.order() + ": " + why));
    }
}
