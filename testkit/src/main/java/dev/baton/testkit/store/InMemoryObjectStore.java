package dev.baton.testkit.store;

import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.store.ObjectKeys;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.store.StoredObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * An object store that keeps the contract in memory, and breaks down in the ways that real ones do when it is told to.
 *
 * <p>Faults are taken in the order given, one by each put that would otherwise be asked. Its versions are no numbers
 * and are never used twice. Safe for use by several threads; never blocks, unless the hook does.
 */
public final class InMemoryObjectStore implements ObjectStore {

    /** A put on its way to the store. */
    private interface Request {
        PutOutcome arrive();
    }

    private final NavigableMap<String, StoredObject> objects = new TreeMap<>();
    private final Deque<PutFault> putFaults = new ArrayDeque<>();
    private final List<Request> late = new ArrayList<>();
    private long puts;
    private int readsToFail;
    private boolean reachable = true;
    private volatile Consumer<String> beforeEachCall = call -> {};

    /** The next puts go wrong like this, one each. */
    public synchronized void failNextPuts(PutFault... faults) {
        putFaults.addAll(List.of(faults));
    }

    /** The next so many gets and lists throw. */
    public synchronized void failNextReads(int count) {
        readsToFail = count;
    }

    /** While it is not reachable, reads and deletes throw, and puts are {@code Unknown} and change nothing. */
    public synchronized void setReachable(boolean reachable) {
        this.reachable = reachable;
    }

    /**
     * Runs before each call, in the calling thread and outside any lock, with the call as text such as {@code get a/b};
     * to delay it, to let another writer go first, or to count.
     */
    public void beforeEachCall(Consumer<String> hook) {
        beforeEachCall = hook;
    }

    /**
     * Executes the puts that were late, in the order they were sent, each under its own condition; returns how many
     * took effect.
     */
    public synchronized int deliverLate() {
        int applied = 0;
        for (Request put : List.copyOf(late)) {
            applied += put.arrive() instanceof PutOutcome.Applied ? 1 : 0;
        }
        late.clear();
        return applied;
    }

    @Override
    public Optional<StoredObject> get(String key) {
        ObjectKeys.check(key);
        beforeEachCall.accept("get " + key);
        synchronized (this) {
            failRead("get " + key);
            return Optional.ofNullable(objects.get(key));
        }
    }

    @Override
    public PutOutcome putIfAbsent(String key, byte[] bytes) {
        return put(key, bytes, Optional.empty());
    }

    @Override
    public PutOutcome putIfVersion(String key, byte[] bytes, String expectedVersion) {
        return put(key, bytes, Optional.of(expectedVersion));
    }

    private PutOutcome put(String key, byte[] bytes, Optional<String> condition) {
        ObjectKeys.check(key);
        byte[] copy = ObjectKeys.checkSize(bytes).clone();
        beforeEachCall.accept("put " + key);
        synchronized (this) {
            if (!reachable) {
                return new PutOutcome.Unknown("no answer to put " + key);
            }
            PutFault fault = putFaults.poll();
            Request request = () -> execute(key, copy, condition);
            return fault == null ? request.arrive() : goWrong(fault, key, request);
        }
    }

    private PutOutcome goWrong(PutFault fault, String key, Request request) {
        PutOutcome noAnswer = new PutOutcome.Unknown("no answer to put " + key);
        return switch (fault) {
            case REQUEST_LOST -> noAnswer;
            case ANSWER_LOST -> {
                request.arrive();
                yield noAnswer;
            }
            case LATE -> {
                late.add(request);
                yield noAnswer;
            }
            case REPEATED -> {
                request.arrive();
                yield request.arrive();
            }
            case REFUSED -> throw new StoreUnavailableException(
                    "The store is full: " + key + " was not put, nothing was changed");
        };
    }

    private PutOutcome execute(String key, byte[] bytes, Optional<String> condition) {
        Optional<String> current = Optional.ofNullable(objects.get(key)).map(StoredObject::version);
        if (!current.equals(condition)) {
            return new PutOutcome.Conflict();
        }
        puts++;
        String version = "v-" + Long.toString(puts, Character.MAX_RADIX);
        objects.put(key, new StoredObject(bytes, version));
        return new PutOutcome.Applied(version);
    }

    @Override
    public List<String> list(String prefix) {
        ObjectKeys.checkPrefix(prefix);
        beforeEachCall.accept("list " + prefix);
        synchronized (this) {
            failRead("list " + prefix);
            return objects.tailMap(prefix, true).keySet().stream()
                    .takeWhile(key -> key.startsWith(prefix))
                    .toList();
        }
    }

    @Override
    public void delete(String key) {
        ObjectKeys.check(key);
        beforeEachCall.accept("delete " + key);
        synchronized (this) {
            if (!reachable) {
                throw unreachable("delete " + key);
            }
            objects.remove(key);
        }
    }

    @Override
    public String describe() {
        return "memory";
    }

    @Override
    public void close() {
        // Objects stay until the store itself is forgotten.
    }

    private void failRead(String call) {
        if (!reachable || readsToFail > 0) {
            readsToFail = Math.max(0, readsToFail - 1);
            throw unreachable(call);
        }
    }

    private static StoreUnavailableException unreachable(String call) {
        return new StoreUnavailableException("no answer to " + call);
    }
}
