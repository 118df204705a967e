package dev.baton.spark.source;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.RegionUnavailableException;
import dev.baton.core.catchup.DeliveryPositions;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.kafka.client.Installation;
import dev.baton.kafka.frontier.Lookout;
import dev.baton.kafka.log.KafkaRegionLogs;
import dev.baton.runtime.catchup.JournalStore;
import dev.baton.runtime.gate.Gatekeeper;
import dev.baton.runtime.gate.Registrations;
import dev.baton.runtime.log.Extent;
import dev.baton.runtime.log.RegionLogs;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the driver asks its own region and the store beside it. Safe for several threads; every call ends within a deadline of its
 * own.
 */
final class Region implements AutoCloseable {

    private final Installation installation;
    private final RegionId id;
    private final RegionLogs logs;
    private final JournalStore journals;

    private Region(Installation installation, RegionId id) {
        this.installation = installation;
        this.id = id;
        this.logs = new KafkaRegionLogs(installation, id);
        this.journals =
                new JournalStore(installation.store(), installation.config().name());
    }

    /** Opens what the configuration says of this region. */
    static Region open(Path config, RegionId id) {
        Installation installation = Installation.open(config);
        return new Region(installation, id);
    }

    /**
     * How executors reach a stream.
     *
     * @throws RegionUnavailableException if the region does not answer
     */
    RegionAccess access(String stream) {
        return RegionAccess.of(installation, id, stream);
    }

    RegionLogs logs() {
        return logs;
    }

    /** What each log of a stream holds now. */
    SortedMap<LogId, Extent> extents(String stream) {
        installation.config().topic(stream, id); // an unknown stream is an error that names those that there are
        List<LogId> ofStream =
                logs.logs().stream().filter(log -> log.stream().equals(stream)).toList();
        return logs.extents(ofStream);
    }

    /**
     * What a stream's logs hold from these positions on.
     *
     * @param until the offsets at which to end; empty for never
     */
    Backlog backlog(
            String stream,
            SortedMap<LogId, DeliveryPositions> order,
            SortedMap<LogId, Long> from,
            SortedMap<LogId, Long> until) {
        if (installation.clients().service(id).isPresent()) {
            return ReadBacklog.open(logs, order, from, until, System::nanoTime);
        }
        return new AskedBacklog(order, from, until.isEmpty() ? () -> ends(stream) : () -> until);
    }

    /** Where each log of a stream ends now. */
    SortedMap<LogId, Long> ends(String stream) {
        SortedMap<LogId, Long> ends = new TreeMap<>();
        extents(stream).forEach((log, extent) -> ends.put(log, extent.end()));
        return ends;
    }

    /** The region's catch-ups, which tell in which order its logs are read. */
    RegionJournal journal() {
        return journals.read(id);
    }

    /** Looks at what the logs of all regions hold. */
    Lookout lookout() {
        return Lookout.of(installation);
    }

    /** A keeper of the gate of one query; not looking yet. */
    Gatekeeper gate(String group) {
        String instance = "spark-" + ProcessHandle.current().pid() + "-"
                + Installation.nonce().substring(0, 8);
        return new Gatekeeper(
                new Gatekeeper.Identity(id, group, instance),
                new Registrations(installation.store(), installation.config().name()),
                installation.watchPorts(),
                installation.config().token().poll(),
                Installation::nonce);
    }

    @Override
    public void close() {
        try (installation) {
            logs.close();
        }
    }
}
