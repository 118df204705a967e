package dev.baton.kafka.survey;

import dev.baton.core.RegionId;
import dev.baton.kafka.frontier.FrontierTopic;
import dev.baton.runtime.config.BatonConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a client that starts how topics differ from region to region; regions that do not answer are passed over. */
public final class TopicWarnings {

    private static final Logger LOG = LoggerFactory.getLogger(TopicWarnings.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private TopicWarnings() {}

    /** Writes a warning to the log for each difference, some time after this has returned. */
    public static void giveLater(BatonConfig config) {
        Thread thread = new Thread(() -> give(config), "baton-topic-warnings");
        thread.setDaemon(true);
        thread.start();
    }

    private static void give(BatonConfig config) {
        for (Finding finding : find(config)) {
            LOG.atWarn()
                    .addKeyValue("event", "topics-differ")
                    .addKeyValue("subject", finding.subject())
                    .addKeyValue("what", finding.text())
                    .log("Topics are not as they should be; 'baton config check' shows all of it");
        }
    }

    private static List<Finding> find(BatonConfig config) {
        SortedMap<RegionId, RegionLine> lines = new TreeMap<>();
        config.regions().forEach((region, where) -> {
            if (where.type().usesKafka()) {
                lines.put(region, new RegionLine(config, region, PATIENCE));
            }
        });
        try {
            TopicTable table = TopicTable.of(lines);
            List<Finding> findings = new ArrayList<>(Parity.ofFrontiers(table.topics(FrontierTopic.NAME)));
            config.streams().keySet().forEach(stream -> findings.addAll(Parity.findings(stream, table.topics(stream))));
            findings.removeIf(finding -> finding.kind() != Finding.Kind.PROBLEM);
            return findings;
        } finally {
            lines.values().forEach(RegionLine::close);
        }
    }
}
