package dev.baton.oci;

import com.oracle.bmc.model.BmcException;
import com.oracle.bmc.streaming.model.CreateGroupCursorDetails;
import com.oracle.bmc.streaming.model.Group;
import com.oracle.bmc.streaming.requests.ConsumerHeartbeatRequest;
import com.oracle.bmc.streaming.requests.CreateGroupCursorRequest;
import com.oracle.bmc.streaming.requests.GetGroupRequest;
import dev.baton.core.BatonException;
import dev.baton.core.LogId;
import dev.baton.oci.StreamingClients.Found;
import dev.baton.runtime.stream.StreamGroup;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares partitions by OCI Streaming's consumer groups: an instance with a group cursor that sends heartbeats has partitions reserved
 * for it. Only who reads what is theirs to say; where reading goes on, the frontier knows, so nothing is read or committed by the
 * group's cursors.
 *
 * <p>What is said to be this instance's may be somebody else's for as long as a heartbeat takes: a fenced sink refuses one of the two.
 */
final class GroupPart implements StreamGroup {

    private static final Logger LOG = LoggerFactory.getLogger(GroupPart.class);
    private static final int TIMEOUT_MILLIS = 6_000;
    private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS / 6);

    private final StreamingClients clients;
    private final String group;
    private final List<String> streams;
    private final String instance = UUID.randomUUID().toString();
    private final Map<String, String> cursors = new HashMap<>(); // confined to the thread
    private final Thread thread;
    private volatile SortedSet<LogId> mine = Collections.emptySortedSet();
    private volatile boolean closed;

    private GroupPart(StreamingClients clients, String group, Collection<String> streams) {
        this.clients = clients;
        this.group = group;
        this.streams = List.copyOf(streams);
        this.thread = new Thread(this::run, "baton-oci-group-" + clients.region());
        thread.setDaemon(true);
    }

    /** Takes part from now on, until closed. */
    static GroupPart join(StreamingClients clients, String group, Collection<String> streams) {
        GroupPart part = new GroupPart(clients, group, streams);
        part.thread.start();
        return part;
    }

    @Override
    public SortedSet<LogId> mine() {
        return mine;
    }

    private void run() {
        try {
            takePart();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            if (!clients.isClosed()) {
                throw e;
            }
        }
    }

    private void takePart() throws InterruptedException {
        long heard = System.nanoTime();
        boolean failing = false;
        while (!closed) {
            try {
                SortedSet<LogId> all = new TreeSet<>();
                for (String stream : streams) {
                    beat(clients.stream(stream), all);
                }
                mine = Collections.unmodifiableSortedSet(all);
                heard = System.nanoTime();
                failing = false;
            } catch (BmcException | BatonException e) {
                cursors.clear(); // they may have expired
                if (!failing) {
                    failing = true;
                    LOG.atWarn()
                            .addKeyValue("event", "group-not-heard")
                            .addKeyValue("region", clients.region())
                            .addKeyValue("why", StreamingFailures.why(e))
                            .log("Trying again");
                }
                if (System.nanoTime() - heard > TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS)) {
                    mine = Collections.emptySortedSet(); // by now they are given to others
                }
            }
            TimeUnit.NANOSECONDS.sleep(BEAT_NANOS);
        }
    }

    private void beat(Found stream, SortedSet<LogId> all) {
        String cursor = cursors.get(stream.id());
        cursors.put(stream.id(), cursor == null ? join(stream) : heartbeat(stream, cursor));
        Group state = stream.client()
                .getGroup(GetGroupRequest.builder()
                        .streamId(stream.id())
                        .groupName(group)
                        .build())
                .getGroup();
        state.getReservations().stream()
                .filter(reservation -> instance.equals(reservation.getReservedInstance()))
                .forEach(
                        reservation -> all.add(new LogId(stream.name(), Integer.parseInt(reservation.getPartition()))));
    }

    private String join(Found stream) {
        return stream.client()
                .createGroupCursor(CreateGroupCursorRequest.builder()
                        .streamId(stream.id())
                        .createGroupCursorDetails(CreateGroupCursorDetails.builder()
                                .type(CreateGroupCursorDetails.Type.TrimHorizon)
                                .groupName(group)
                                .instanceName(instance)
                                .timeoutInMs(TIMEOUT_MILLIS)
                                .commitOnGet(false)
                                .build())
                        .build())
                .getCursor()
                .getValue();
    }

    private String heartbeat(Found stream, String cursor) {
        return stream.client()
                .consumerHeartbeat(ConsumerHeartbeatRequest.builder()
                        .streamId(stream.id())
                        .cursor(cursor)
                        .build())
                .getCursor()
                .getValue();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
