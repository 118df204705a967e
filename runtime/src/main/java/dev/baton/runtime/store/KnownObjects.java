package dev.baton.runtime.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The objects that a client of a store has read last, so that it can ask for one unless it is still the same ({@code If-None-Match}), and
 * what has not changed is not sent again. It answers nothing by itself: every read is a request all the same.
 *
 * <p>At most {@value #MOST} objects of at most {@value #MOST_BYTES} bytes. Safe for use by several threads.
 */
public final class KnownObjects {

    private static final int MOST = 100;
    private static final int MOST_BYTES = 1 << 16;

    private final Map<String, StoredObject> objects = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, StoredObject> eldest) {
            return size() > MOST;
        }
    });

    /** The object as it was read last; null if that is not known any more. */
    public @Nullable StoredObject get(String key) {
        return objects.get(key);
    }

    /** What has just been read; returned. */
    public StoredObject keep(String key, StoredObject object) {
        if (object.bytes().length <= MOST_BYTES) {
            objects.put(key, object);
        } else {
            objects.remove(key);
        }
        return object;
    }
}
