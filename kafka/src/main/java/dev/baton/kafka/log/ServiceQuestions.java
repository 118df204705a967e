package dev.baton.kafka.log;

import dev.baton.core.LogId;
import dev.baton.runtime.log.Extent;
import dev.baton.runtime.stream.StreamService;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Asks a stream service that is not Kafka, which calls streams by other names. Safe for several threads. */
final class ServiceQuestions implements LogQuestions {

    private final RegionTopics topics;
    private final StreamService service;

    /** Questions to {@code service}, which is not closed with them. */
    ServiceQuestions(RegionTopics topics, StreamService service) {
        this.topics = topics;
        this.service = service;
    }

    @Override
    public List<LogId> logs() {
        List<LogId> logs = new ArrayList<>();
        for (String stream : new TreeSet<>(topics.byStream().keySet())) {
            int count = service.partitions(topics.topic(stream));
            for (int partition = 0; partition < count; partition++) {
                logs.add(new LogId(stream, partition));
            }
        }
        return logs;
    }

    @Override
    public String identity(String stream) {
        return service.identity(topics.topic(stream));
    }

    @Override
    public SortedMap<LogId, Extent> extents(Collection<LogId> logs) {
        return ask(logs, service::extents);
    }

    @Override
    public SortedMap<LogId, Long> offsetsAt(Collection<LogId> logs, long timestampMillis) {
        return ask(logs, there -> service.offsetsAt(there, timestampMillis));
    }

    private <T> SortedMap<LogId, T> ask(
            Collection<LogId> logs, Function<Collection<LogId>, SortedMap<LogId, T>> question) {
        SortedMap<LogId, LogId> here = new TreeMap<>();
        logs.forEach(log -> here.put(new LogId(topics.topic(log.stream()), log.partition()), log));
        SortedMap<LogId, T> answers = new TreeMap<>();
        question.apply(here.keySet()).forEach((there, answer) -> answers.put(here.getOrDefault(there, there), answer));
        return answers;
    }

    @Override
    public void close() {}
}
