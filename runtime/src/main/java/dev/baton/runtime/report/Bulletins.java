package dev.baton.runtime.report;

import dev.baton.core.Decoded;
import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.store.StoredObject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The newest report of each monitor, or of each client, of one installation: an object each beside the token, at
 * {@code <name>/monitors/<reporter>} or {@code <name>/clients/<reporter>}. Safe for use by several threads.
 */
public final class Bulletins {

    private final ObjectStore store;
    private final String prefix;

    private Bulletins(ObjectStore store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    /** Those of the monitors of the installation {@code name}. */
    public static Bulletins ofMonitors(ObjectStore store, String name) {
        return new Bulletins(store, name + "/monitors/");
    }

    /** Those of its producers and consumers. */
    public static Bulletins ofClients(ObjectStore store, String name) {
        return new Bulletins(store, name + "/clients/");
    }

    /**
     * Everybody who has ever reported and was not forgotten, in order of name.
     *
     * @throws StoreUnavailableException if the store does not answer
     */
    public List<String> reporters() {
        return store.list(prefix).stream()
                .map(key -> key.substring(prefix.length()))
                .toList();
    }

    /**
     * The newest of {@code reporter}; empty if there is none, or if what lies there is none of its reports.
     *
     * @throws StoreUnavailableException if the store does not answer
     */
    public Optional<Bulletin> newest(String reporter) {
        return store.get(prefix + reporter)
                .map(stored -> BulletinJson.read(stored.bytes()))
                .map(decoded -> decoded instanceof Decoded.Value<Bulletin> value ? value.value() : null)
                .filter(bulletin -> bulletin.report().by().equals(reporter));
    }

    /** The one who reports as {@code reporter}, which must be a segment of a key. */
    public Board board(String reporter) {
        return new Board(prefix + reporter);
    }

    /** Where one reporter publishes. For one thread. */
    public final class Board {

        private final String key;
        private @Nullable String version; // of what lies there, as far as known
        private boolean known;

        private Board(String key) {
            this.key = key;
        }

        /**
         * Publishes, at one request if nothing went wrong before. May be called again after a failure, with this bulletin or a newer
         * one.
         *
         * @return false if it was not published, as somebody else has changed what lies here
         * @throws StoreUnavailableException if it is not certain whether it was published
         */
        public boolean publish(Bulletin bulletin) {
            if (!known) {
                version = store.get(key).map(StoredObject::version).orElse(null);
                known = true;
            }
            byte[] body = BulletinJson.write(bulletin);
            String last = version;
            known = false; // until the outcome is
            PutOutcome outcome = last == null ? store.putIfAbsent(key, body) : store.putIfVersion(key, body, last);
            return outcome.fold(
                    applied -> {
                        version = applied.version();
                        known = true;
                        return true;
                    },
                    conflict -> false,
                    unknown -> {
                        throw new StoreUnavailableException("The report may not be published: " + unknown.why());
                    });
        }

        /** Takes back what was published; not to be used afterwards, as nobody is to use the key again. */
        public void remove() {
            store.delete(key);
        }
    }

    /** Removes what {@code reporter} has left behind; the key is not to be used again. */
    public void forget(String reporter) {
        store.delete(prefix + reporter);
    }
}
