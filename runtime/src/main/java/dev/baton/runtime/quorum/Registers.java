package dev.baton.runtime.quorum;

import dev.baton.core.StoreUnavailableException;
import dev.baton.core.quorum.Lead;
import dev.baton.core.quorum.Proposal;
import dev.baton.core.quorum.Witnesses;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What this process remembers of the registers that it used lately. Safe for use by several threads. */
final class Registers {

    private static final int REMEMBERED = 1000;
    private static final int LOCKS = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private record Memory(Witnesses witnesses, @Nullable Lead<byte[]> lead) {}

    private static final Memory NOTHING = new Memory(Witnesses.NONE, null);

    private final Map<String, Memory> memories = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Memory> eldest) {
            return size() > REMEMBERED;
        }
    };

    private final Lock[] locks =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(Lock[]::new);

    /**
     * What {@code action} gives, while no other of this key is under way.
     *
     * @throws StoreUnavailableException if it would have to wait too long
     */
    <T> T alone(String key, Supplier<T> action) {
        Lock lock = locks[Math.floorMod(key.hashCode(), LOCKS)];
        boolean locked = false;
        try {
            locked = lock.tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!locked) {
            throw new StoreUnavailableException(
                    "Cannot change " + key + ": other changes of it are under way. Nothing was changed.");
        }
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    synchronized Witnesses witnesses(String key) {
        return memories.getOrDefault(key, NOTHING).witnesses();
    }

    /** The lead, which is nobody's any more: a ballot serves one attempt. */
    synchronized Optional<Lead<byte[]>> takeLead(String key) {
        Memory memory = memories.getOrDefault(key, NOTHING);
        memories.put(key, new Memory(memory.witnesses(), null));
        return Optional.ofNullable(memory.lead());
    }

    /** Keeps what {@code proposal} has learnt. */
    synchronized void learn(String key, Proposal<byte[]> proposal) {
        Memory memory = memories.getOrDefault(key, NOTHING);
        Witnesses all = memory.witnesses().with(proposal.witnesses().ballots());
        memories.put(key, new Memory(all, proposal.lead().orElse(memory.lead())));
    }

    synchronized void forget(String key) {
        memories.remove(key);
    }
}
