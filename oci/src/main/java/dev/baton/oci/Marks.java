package dev.baton.oci;

import com.oracle.bmc.streaming.model.PutMessagesDetails;
import com.oracle.bmc.streaming.model.PutMessagesDetailsEntry;
import com.oracle.bmc.streaming.model.PutMessagesResult;
import com.oracle.bmc.streaming.model.PutMessagesResultEntry;
import com.oracle.bmc.streaming.requests.PutMessagesRequest;
import dev.baton.core.RegionUnavailableException;
import dev.baton.core.event.Envelope;
import dev.baton.oci.StreamingClients.Found;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Marks in the partitions of streams, and by them what OCI Streaming does not tell: which key leads to which partition, and where a
 * partition ends. A mark is an envelope without events; nobody is given it. Safe for use by several threads.
 *
 * <p>The service computes the partition from the message's key by a rule that it keeps to itself. So keys are tried, the same ones by
 * everybody, until there is one for each partition.
 */
final class Marks {

    /** Tries for each partition at most; by chance, even 200 partitions need no more than about seven. */
    private static final int TRIES = 64;

    private static final int BATCH = 50;

    private final StreamingClients clients;
    private final Map<String, List<byte[]>> keys = new ConcurrentHashMap<>();

    Marks(StreamingClients clients) {
        this.clients = clients;
    }

    /**
     * A key for each partition, by its number.
     *
     * @throws RegionUnavailableException if the region does not answer, or has no key for some partition
     */
    List<byte[]> keys(Found stream) {
        List<byte[]> known = keys.get(stream.id());
        return known == null ? learn(stream) : known;
    }

    /** The stream's keys lead elsewhere now. */
    void forget(Found stream) {
        keys.remove(stream.id());
    }

    private synchronized List<byte[]> learn(Found stream) {
        List<byte[]> known = keys.get(stream.id());
        if (known != null) {
            return known;
        }
        byte[][] found = new byte[stream.partitions()][];
        int missing = found.length;
        for (int tried = 0; missing > 0 && tried < TRIES * (found.length + 1); ) {
            List<byte[]> candidates = new ArrayList<>();
            int batch = Math.min(BATCH, 2 * missing + 2);
            for (int i = 0; i < batch; i++) {
                candidates.add(("baton-" + tried++).getBytes(StandardCharsets.UTF_8));
            }
            List<PutMessagesResultEntry> answers = put(stream, candidates);
            for (int i = 0; i < answers.size(); i++) {
                note(found, answers.get(i), candidates.get(i));
            }
            missing = (int) Arrays.stream(found).filter(Objects::isNull).count();
        }
        if (missing > 0) {
            throw new RegionUnavailableException("Region " + clients.region() + " has no key yet for " + missing
                    + " partitions of stream '" + stream.name() + "'");
        }
        List<byte[]> learned = Arrays.asList(found);
        keys.put(stream.id(), learned);
        return learned;
    }

    /** The first key that leads to a partition is its key, for everybody. */
    private static void note(byte[][] found, PutMessagesResultEntry answer, byte[] key) {
        if (answer.getError() != null) {
            return;
        }
        int partition = Integer.parseInt(answer.getPartition());
        if (found[partition] == null) {
            found[partition] = key;
        }
    }

    /** By partition, the offset of a mark that was stored just now. */
    SortedMap<Integer, Long> leave(Found stream, Collection<Integer> partitions) {
        List<byte[]> all = keys(stream);
        SortedMap<Integer, Long> offsets = new TreeMap<>();
        List<byte[]> wanted = partitions.stream().map(all::get).toList();
        for (PutMessagesResultEntry answer : put(stream, wanted)) {
            if (answer.getError() != null) {
                throw new RegionUnavailableException("Region " + clients.region() + " does not serve stream '"
                        + stream.name() + "': " + answer.getError() + " " + answer.getErrorMessage());
            }
            offsets.put(Integer.parseInt(answer.getPartition()), answer.getOffset());
        }
        if (!offsets.keySet().containsAll(partitions)) {
            forget(stream);
            throw new RegionUnavailableException("Region " + clients.region()
                    + " has led keys to other partitions than before; trying again finds new ones");
        }
        return offsets;
    }

    private List<PutMessagesResultEntry> put(Found stream, List<byte[]> keysOfMarks) {
        byte[] mark = new Envelope(0, List.of()).encode();
        List<PutMessagesDetailsEntry> entries = keysOfMarks.stream()
                .map(key ->
                        PutMessagesDetailsEntry.builder().key(key).value(mark).build())
                .toList();
        PutMessagesResult result = clients.ask(() -> stream.client()
                .putMessages(PutMessagesRequest.builder()
                        .streamId(stream.id())
                        .putMessagesDetails(
                                PutMessagesDetails.builder().messages(entries).build())
                        .build())
                .getPutMessagesResult());
        return result.getEntries();
    }
}
