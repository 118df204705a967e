package dev.baton.kafka.survey;

import dev.baton.runtime.gate.Registration;
import dev.baton.runtime.monitor.ProbeResult;
import java.util.List;
import java.util.SortedMap;

/**
 * One region, as it was when it was asked. Immutable.
 *
 * @param probe one probe of it
 * @param consumers that may be processing there
 * @param streams what its logs hold, by stream; a stream whose topic is missing is left out
 */
public record RegionReport(
        ProbeResult probe, Answer<List<Registration>> consumers, Answer<SortedMap<String, LogReport>> streams) {}
