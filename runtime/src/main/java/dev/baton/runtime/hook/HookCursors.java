package dev.baton.runtime.hook;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.store.StoredObject;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cursors of an installation: an object for each hook beside the token, {@code <name>/hooks/<hook>}, changed by
 * compare-and-set only. Safe for use by several threads.
 */
public final class HookCursors {

    private static final JsonMapper JSON = new JsonMapper();

    private final ObjectStore store;
    private final String prefix;

    /** The cursors of the installation {@code name}, in the store of its token. */
    public HookCursors(ObjectStore store, String name) {
        this.store = store;
        this.prefix = name + "/hooks/";
    }

    /** A cursor, and the version of the object that holds it. */
    record Stored(HookCursor cursor, String objectVersion) {}

    /**
     * The cursor of this hook; empty if no agent has run it yet.
     *
     * @throws StoreUnavailableException if it cannot be told
     */
    public Optional<HookCursor> read(String hook) {
        return stored(hook).map(Stored::cursor);
    }

    Optional<Stored> stored(String hook) {
        return store.get(prefix + hook).map(object -> new Stored(decode(hook, object), object.version()));
    }

    /** Writes {@code next} in place of {@code expected}, null if there must be none yet. */
    PutOutcome replace(String hook, @Nullable Stored expected, HookCursor next) {
        byte[] bytes = encode(next);
        return expected == null
                ? store.putIfAbsent(prefix + hook, bytes)
                : store.putIfVersion(prefix + hook, bytes, expected.objectVersion());
    }

    private static byte[] encode(HookCursor cursor) {
        try {
            return JSON.writeValueAsBytes(cursor);
        } catch (IOException e) {
            throw new IllegalStateException("a cursor that is no JSON", e);
        }
    }

    private HookCursor decode(String hook, StoredObject object) {
        try {
            return JSON.readValue(object.bytes(), HookCursor.class);
        } catch (IOException | IllegalArgumentException e) {
            throw new StoreUnavailableException(
                    "The cursor of the hook '" + hook + "' (" + prefix + hook + " in " + store.describe()
                            + ") is none; give the hook another name, and it begins anew",
                    e);
        }
    }
}
