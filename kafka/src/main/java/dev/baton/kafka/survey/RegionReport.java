package dev.baton.kafka.survey;

import dev.baton.core.catchup.RegionJournal;
import dev.baton.runtime.gate.Registration;
import dev.baton.runtime.monitor.ProbeResult;
import java.util.List;
import java.util.SortedMap;

/**
 * One region, as it was when it was asked. Immutable.
 *
 * @param probe one probe of it
 * @param consumers that may be processing there
 * @param journal of its catch-ups
 * @param streams what its logs hold, by stream; a stream whose topic is missing is left out
 */
public record RegionReport(
        ProbeResult probe,
        Answer<List<Registration>> consumers,
        Answer<RegionJournal> journal,
        Answer<SortedMap<String, LogReport>> streams) {}
