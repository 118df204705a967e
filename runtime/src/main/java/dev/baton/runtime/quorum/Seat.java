package dev.baton.runtime.quorum;

import dev.baton.core.Decoded;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.quorum.AcceptorState;
import dev.baton.core.quorum.Answer;
import dev.baton.core.quorum.Request;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.store.StoredObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One of the three stores, asked on threads of its own: whatever it does, or fails to do, holds up nobody but these. Safe for
 * use by several threads.
 */
final class Seat implements AutoCloseable {

    private static final int THREADS = 4;
    private static final int QUEUE = 64;
    private static final int IDLE_SECONDS = 10;

    private final String name;
    private final ObjectStore store;
    private final ThreadPoolExecutor threads;

    Seat(String name, ObjectStore store) {
        this.name = name;
        this.store = store;
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), task -> {
                    Thread thread = new Thread(task, "baton-quorum-" + name);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    String name() {
        return name;
    }

    /** The store itself, for what is no register. */
    ObjectStore store() {
        return store;
    }

    String describe() {
        return name + " (" + store.describe() + ")";
    }

    /** What {@code question} answers is given to {@code answered}, on a thread of this store; {@code failed} makes an answer of an error. */
    <T> void ask(Supplier<T> question, Function<String, T> failed, Consumer<T> answered) {
        try {
            threads.execute(() -> answered.accept(answer(question, failed)));
        } catch (RejectedExecutionException e) {
            answered.accept(failed.apply("too many requests to it are under way, or it is closed"));
        }
    }

    private static <T> T answer(Supplier<T> question, Function<String, T> failed) {
        try {
            return question.get();
        } catch (StoreUnavailableException e) {
            return failed.apply(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) { // what one store does must not harm the two others
            return failed.apply("it failed: " + e);
        }
    }

    /**
     * The answer to a request about {@code key}; blocks as long as the store does.
     *
     * @param identityKey where its identity lies; empty if that does not matter, because it is being rebuilt
     */
    Answer<byte[]> execute(Request<byte[]> request, String key, Identity self, String identityKey) {
        if (request instanceof Request.Put<byte[]> put) {
            byte[] bytes = StateCodec.encode(self, put.state());
            String tag = put.tag();
            PutOutcome outcome = tag == null ? store.putIfAbsent(key, bytes) : store.putIfVersion(key, bytes, tag);
            return outcome.fold(
                    applied -> new Answer.Stored<>(applied.version()),
                    conflict -> new Answer.Refused<>(),
                    unknown -> new Answer.Silent<>(unknown.why()));
        }
        Optional<StoredObject> object = store.get(key);
        return object.isPresent() ? found(object.get(), key, self) : absent(self, identityKey);
    }

    private static Answer<byte[]> found(StoredObject object, String key, Identity self) {
        Decoded<AcceptorState<byte[]>> state = StateCodec.decode(self, object.bytes());
        if (state instanceof Decoded.Malformed<AcceptorState<byte[]>> malformed) {
            return new Answer.Silent<>("its object " + key + " " + malformed.why());
        }
        return new Answer.Found<>(((Decoded.Value<AcceptorState<byte[]>>) state).value(), object.version());
    }

    /** Asked <em>after</em> the object was found missing: a store that has its identity still had not been emptied before. */
    private Answer<byte[]> absent(Identity self, String identityKey) {
        String why = identityKey.isEmpty() ? "" : impostor(self, identityKey);
        return why.isEmpty() ? new Answer.Absent<>() : new Answer.Silent<>(why);
    }

    /** The keys that begin with {@code prefix}, from a store that is what it should be. */
    List<String> list(String prefix, Identity self, String identityKey) {
        List<String> keys = store.list(prefix);
        String why = impostor(self, identityKey);
        if (!why.isEmpty()) {
            throw new StoreUnavailableException(why);
        }
        return keys;
    }

    /** Why this is not the store that it should be; empty if it is. */
    String impostor(Identity self, String identityKey) {
        Optional<StoredObject> found = store.get(identityKey);
        if (found.isEmpty()) {
            return "it was emptied, or never set up; 'baton token repair " + name + "' rebuilds it from the two others";
        }
        return Identity.decode(found.get().bytes()) instanceof Decoded.Value<Identity> identity
                        && identity.value().equals(self)
                ? ""
                : "it is another store than '" + self.store()
                        + "' of this installation; see 'token.stores' in the configuration";
    }

    @Override
    public void close() {
        threads.shutdownNow();
        store.close();
    }
}
