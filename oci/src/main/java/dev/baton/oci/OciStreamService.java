package dev.baton.oci;

import com.oracle.bmc.streaming.model.Message;
import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.oci.StreamingClients.Found;
import dev.baton.runtime.config.OciStreamsConfig;
import dev.baton.runtime.log.Extent;
import dev.baton.runtime.monitor.RegionProbe;
import dev.baton.runtime.stream.StreamGroup;
import dev.baton.runtime.stream.StreamReader;
import dev.baton.runtime.stream.StreamService;
import dev.baton.runtime.stream.StreamWriter;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * OCI Streaming in one region by its native API and Oracle's SDK. Whoever asks where logs end leaves a mark in them: the service has
 * no other way to tell.
 */
final class OciStreamService implements StreamService {

    private final StreamingClients clients;
    private final Marks marks;

    OciStreamService(RegionId region, OciStreamsConfig config) {
        this.clients = new StreamingClients(region, config);
        this.marks = new Marks(clients);
    }

    @Override
    public int partitions(String stream) {
        return clients.stream(stream).partitions();
    }

    @Override
    public String identity(String stream) {
        return clients.stream(stream).id();
    }

    @Override
    public SortedMap<LogId, Extent> extents(Collection<LogId> logs) {
        SortedMap<LogId, Extent> extents = new TreeMap<>();
        ends(logs).forEach((log, end) -> {
            Found stream = clients.stream(log.stream());
            List<Message> oldest =
                    clients.ask(() -> MessageReader.get(stream, MessageReader.oldest(stream, log.partition()), 1)
                            .messages());
            long start = oldest.isEmpty() ? end : Offsets.of(oldest.get(0).getOffset(), 0);
            extents.put(log, new Extent(Math.min(start, end), end));
        });
        return extents;
    }

    private SortedMap<LogId, Long> ends(Collection<LogId> logs) {
        SortedMap<String, TreeSet<Integer>> byStream = logs.stream()
                .collect(Collectors.groupingBy(
                        LogId::stream,
                        TreeMap::new,
                        Collectors.mapping(LogId::partition, Collectors.toCollection(TreeSet::new))));
        SortedMap<LogId, Long> ends = new TreeMap<>();
        byStream.forEach((name, partitions) -> marks.leave(clients.stream(name), partitions)
                .forEach((partition, mark) -> ends.put(new LogId(name, partition), Offsets.of(mark, 0))));
        return ends;
    }

    @Override
    public SortedMap<LogId, Long> offsetsAt(Collection<LogId> logs, long timestampMillis) {
        SortedMap<LogId, Long> ends = ends(logs);
        return new TreeMap<>(logs.stream().collect(Collectors.toMap(Function.identity(), log -> {
            Found stream = clients.stream(log.stream());
            long time = Math.max(0, timestampMillis);
            List<Message> found =
                    clients.ask(() -> MessageReader.get(stream, MessageReader.atTime(stream, log.partition(), time), 1)
                            .messages());
            long end = Objects.requireNonNull(ends.get(log));
            return found.isEmpty() ? end : Math.min(end, Offsets.of(found.get(0).getOffset(), 0));
        })));
    }

    @Override
    public StreamWriter write(long bufferBytes) {
        return StreamingWriter.start(clients, marks, bufferBytes);
    }

    @Override
    public StreamReader read() {
        return StreamingReader.start(clients);
    }

    @Override
    public StreamGroup join(String group, Collection<String> streams) {
        return GroupPart.join(clients, group, streams);
    }

    @Override
    public RegionProbe probe(Collection<String> streams) {
        return new StreamingProbe(clients, marks, streams);
    }

    @Override
    public void close() {
        clients.close();
    }
}
