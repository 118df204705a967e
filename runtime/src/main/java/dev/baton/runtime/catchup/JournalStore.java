package dev.baton.runtime.catchup;

import dev.baton.core.RegionId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.store.StoredObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The journals of an installation: an object for each region beside the token, at {@code <name>/catch-up/<region>}, changed by
 * compare-and-set only. Safe for several threads; each call takes as long as the store's deadlines allow.
 */
public final class JournalStore {

    private static final int TRIES = 3;

    private final ObjectStore store;
    private final String prefix;

    /** The journals of the installation {@code name}. */
    public JournalStore(ObjectStore store, String name) {
        this.store = store;
        this.prefix = name + "/catch-up/";
    }

    /**
     * A journal as it was read.
     *
     * @param version to name when replacing it; null if there is none yet
     */
    record Stored(RegionJournal journal, @Nullable String version) {}

    /**
     * The newest journal of {@code region}.
     *
     * @throws StoreUnavailableException if it cannot be told now
     */
    public RegionJournal read(RegionId region) {
        return stored(region).journal();
    }

    Stored stored(RegionId region) {
        Optional<StoredObject> object = store.get(prefix + region);
        return object.map(found -> new Stored(decode(region, found), found.version()))
                .orElseGet(() -> new Stored(RegionJournal.empty(region), null));
    }

    private RegionJournal decode(RegionId region, StoredObject object) {
        return JournalCodec.decode(object.bytes())
                .orElseThrow(why -> new StoreUnavailableException("The journal of catch-ups of " + region + " ("
                        + prefix + region + " in " + store.describe() + ") " + why
                        + "; without it the region's logs cannot be read in their order"));
    }

    /**
     * Replaces {@code expected}; empty if it is not the newest any more.
     *
     * @throws StoreUnavailableException if that is not known; read before doing anything else
     */
    Optional<Stored> replace(Stored expected, RegionJournal next) {
        String key = prefix + next.region();
        byte[] bytes = JournalCodec.encode(next);
        if (bytes.length > store.maxBytes()) {
            throw new StoreUnavailableException("The journal of catch-ups of " + next.region() + " would have "
                    + bytes.length + " bytes, and an object has at most " + store.maxBytes()
                    + ": too many producers have written to too many partitions");
        }
        String why = "";
        for (int i = 0; i < TRIES; i++) {
            String version = expected.version();
            PutOutcome outcome =
                    version == null ? store.putIfAbsent(key, bytes) : store.putIfVersion(key, bytes, version);
            if (outcome instanceof PutOutcome.Applied applied) {
                return Optional.of(new Stored(next, applied.version()));
            }
            if (outcome instanceof PutOutcome.Conflict) {
                // Perhaps with itself, if the answer to an earlier try was lost.
                return Optional.of(stored(next.region()))
                        .filter(current -> current.journal().equals(next));
            }
            why = outcome instanceof PutOutcome.Unknown unknown ? unknown.why() : why; // the same body again
        }
        throw new StoreUnavailableException("It is not known whether " + key + " was written: " + why);
    }
}
