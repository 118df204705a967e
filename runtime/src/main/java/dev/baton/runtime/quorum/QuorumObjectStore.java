package dev.baton.runtime.quorum;

import dev.baton.core.StoreUnavailableException;
import dev.baton.core.quorum.AcceptorState;
import dev.baton.core.quorum.Answer;
import dev.baton.core.quorum.Ballot;
import dev.baton.core.quorum.Change;
import dev.baton.core.quorum.Content;
import dev.baton.core.quorum.Outcome;
import dev.baton.core.quorum.Proposal;
import dev.baton.core.quorum.Request;
import dev.baton.core.quorum.Witnesses;
import dev.baton.runtime.store.ObjectKeys;
import dev.baton.runtime.store.ObjectStore;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.store.StoredObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One object store made of three, of which any one may be lost, slow, emptied or out of its mind without harm. Each key is a
 * register of its own ({@link Proposal}): reads are one round trip, a change three, or one if this store made the change before it.
 *
 * <p>A version is the name of the write that made the object; it stays when the same object is written back. A write that meets
 * other writers is tried again with another ballot, and knows its own from an earlier attempt, so that it is not taken for a
 * conflict with itself.
 *
 * <p>A store that holds nothing counts only if it shows its identity afterwards; one that shows less than it is known to have stored
 * does not count. What is deleted is first overwritten, and removed when all three know; until then {@link #list} may name it.
 *
 * <p>Safe for use by several threads. A call takes at most 3 s, and more if it writes many bytes or waits for other
 * changes of the same key, or is the first of a process.
 */
public final class QuorumObjectStore implements ObjectStore {

    /** How much longer than others a write may take for each MiB. */
    private static final Duration PER_MEBIBYTE = Duration.ofMillis(250);

    private final String name;
    private final List<Seat> seats;
    private final Membership membership;
    private final Registers registers = new Registers();
    private final AtomicLong counter = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final String incarnation;
    private final DoubleSupplier random;

    /**
     * The store of the installation {@code name} over these, which are closed with it.
     *
     * @param stores three, by name
     * @param incarnation of letters a to z and digits, drawn at random, so that nobody else ever has it
     * @param random from 0 to 1, for pauses between attempts
     */
    public QuorumObjectStore(
            String name, SortedMap<String, ObjectStore> stores, String incarnation, DoubleSupplier random) {
        if (stores.size() != Witnesses.ACCEPTORS) {
            throw new IllegalArgumentException("stores: must be " + Witnesses.ACCEPTORS);
        }
        this.name = name;
        this.incarnation = incarnation;
        this.random = random;
        this.seats = stores.entrySet().stream()
                .map(store -> new Seat(store.getKey(), store.getValue()))
                .collect(Collectors.toUnmodifiableList());
        this.membership = new Membership(name, seats);
    }

    @Override
    public Optional<StoredObject> get(String key) {
        Proposal<byte[]> read = proposal(key, Change.read());
        Content<byte[]> content = settled("read " + key, read, run(key, read));
        if (read.isDeletedEverywhere()) {
            remove(key);
        }
        return object(content);
    }

    static Optional<StoredObject> object(@Nullable Content<byte[]> content) {
        return Optional.ofNullable(content).flatMap(some -> Optional.ofNullable(some.value())
                .map(value -> new StoredObject(value, some.version())));
    }

    @Override
    public PutOutcome putIfAbsent(String key, byte[] bytes) {
        return put(key, null, bytes);
    }

    @Override
    public PutOutcome putIfVersion(String key, byte[] bytes, String expectedVersion) {
        return put(key, expectedVersion, bytes);
    }

    private PutOutcome put(String key, @Nullable String expected, byte[] bytes) {
        ObjectKeys.check(key);
        if (bytes.length > maxBytes()) {
            throw new IllegalArgumentException("bytes: " + bytes.length + " are too many; at most " + maxBytes());
        }
        Content<byte[]> next = new Content<>(version(), bytes.clone());
        Proposal<byte[]> write = proposal(key, Change.write(expected, next));
        Outcome<byte[]> outcome = change(key, write, PER_MEBIBYTE.multipliedBy(bytes.length >> 20));
        String what = "write " + key;
        if (outcome instanceof Outcome.Settled<byte[]> settled && settled.content() != null) {
            boolean own = settled.content().version().equals(next.version());
            return own ? new PutOutcome.Applied(next.version()) : overtaken(what, write);
        }
        if (outcome instanceof Outcome.Settled<byte[]>) {
            return new PutOutcome.Conflict(); // nothing is there to be replaced
        }
        if (write.mayHaveLanded()) {
            return new PutOutcome.Unknown(trouble(what, write, outcome));
        }
        throw new StoreUnavailableException(trouble(what, write, outcome) + " Nothing was changed.");
    }

    /** The register holds another write; whether it came instead of this one or after it, only the writer can tell. */
    private PutOutcome overtaken(String what, Proposal<byte[]> write) {
        return write.mayHaveLanded()
                ? new PutOutcome.Unknown("An attempt to " + what + " in " + describe()
                        + " had no majority, and another write followed it")
                : new PutOutcome.Conflict();
    }

    @Override
    public List<String> list(String prefix) {
        ObjectKeys.checkPrefix(prefix);
        Map<Integer, List<String>> lists =
                membership.majority("list " + prefix, (seat, self) -> seat.list(prefix, self, Identity.key(name)));
        TreeSet<String> keys = new TreeSet<>();
        lists.values().forEach(keys::addAll);
        keys.remove(Identity.key(name));
        return new ArrayList<>(keys);
    }

    @Override
    public void delete(String key) {
        Proposal<byte[]> delete = proposal(key, Change.delete(version()));
        settled("delete " + key, delete, change(key, delete, Duration.ZERO));
        if (delete.isDeletedEverywhere()) {
            remove(key);
        }
    }

    /** Every store knows that the register was deleted, so no proposal can bring anything back. Best effort. */
    private void remove(String key) {
        membership.everywhere(seat -> seat.store().delete(key));
        registers.forget(key);
    }

    /** Each of the stores by name, and why it does not count for {@code key} just now; empty for one that does. */
    public SortedMap<String, String> troubles(String key) {
        Proposal<byte[]> read = proposal(key, Change.read());
        Course course = course(key, read);
        course.run(read.start());
        course.linger(() -> false, Duration.ofSeconds(1));
        registers.learn(key, read);
        SortedMap<String, String> troubles = new TreeMap<>();
        for (int i = 0; i < seats.size(); i++) {
            troubles.put(seats.get(i).name(), read.troubles().getOrDefault(i, ""));
        }
        return troubles;
    }

    @Override
    public int maxBytes() {
        return MAX_BYTES - StateCodec.MOST_HEADER_BYTES;
    }

    @Override
    public String describe() {
        return seats.stream().map(Seat::describe).collect(Collectors.joining(", ", "the three stores ", ""));
    }

    @Override
    public void close() {
        seats.forEach(Seat::close);
    }

    Membership membership() {
        return membership;
    }

    /** Above {@code seen}, and never given before: of this run of this process. */
    Ballot ballot(Ballot seen) {
        return new Ballot(counter.updateAndGet(last -> Math.max(last, seen.counter()) + 1), incarnation);
    }

    private String version() {
        return incarnation + "-" + writes.incrementAndGet();
    }

    private Proposal<byte[]> proposal(String key, Change<byte[]> change) {
        ObjectKeys.check(key);
        return new Proposal<>(change, this::ballot, registers.witnesses(key));
    }

    private Outcome<byte[]> run(String key, Proposal<byte[]> proposal) {
        Outcome<byte[]> outcome = course(key, proposal).run(proposal.start());
        registers.learn(key, proposal);
        return outcome;
    }

    /** One after the other in this process: two that duel would only take each other's ballots away. */
    private Outcome<byte[]> change(String key, Proposal<byte[]> proposal, Duration allowance) {
        return registers.alone(key, () -> {
            Course course = new Course(proposal, membership.sender(key), random, allowance);
            Outcome<byte[]> outcome =
                    course.run(registers.takeLead(key).map(proposal::start).orElseGet(proposal::start));
            course.linger(() -> false);
            registers.learn(key, proposal);
            return outcome;
        });
    }

    private Course course(String key, Proposal<byte[]> proposal) {
        return course(key, proposal, -1);
    }

    Course course(String key, Proposal<byte[]> proposal, int mended) {
        return new Course(proposal, membership.sender(key, mended), random, Duration.ZERO);
    }

    /**
     * What one store alone shows of {@code key}: a part of a read, and no read. Empty if it does not answer in time, holds nothing,
     * or does not count.
     */
    Optional<AcceptorState<byte[]>> glance(String key, int seat, Duration patience) {
        Ballot floor = registers.witnesses(key).of(seat);
        CompletableFuture<Answer<byte[]>> answer = new CompletableFuture<>();
        membership.sender(key).accept(new Request.Get<>(seat, 1), answer::complete);
        try {
            Answer<byte[]> given = answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return given instanceof Answer.Found<byte[]> found
                            && !floor.isAbove(found.state().promised())
                    ? Optional.of(found.state())
                    : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty(); // never failed: the sender makes an answer of every error
        }
    }

    private @Nullable Content<byte[]> settled(String what, Proposal<byte[]> proposal, Outcome<byte[]> outcome) {
        if (outcome instanceof Outcome.Settled<byte[]> settled) {
            return settled.content();
        }
        throw new StoreUnavailableException(trouble(what, proposal, outcome));
    }

    private String trouble(String what, Proposal<byte[]> proposal, Outcome<byte[]> outcome) {
        String why = outcome instanceof Outcome.Undecided<byte[]> undecided ? undecided.why() : "";
        String stores = proposal.troubles().entrySet().stream()
                .map(trouble -> seats.get(trouble.getKey()).describe() + ": " + trouble.getValue())
                .collect(Collectors.joining("; "));
        return "Cannot " + what + " in two of three stores: " + why + (stores.isEmpty() ? "" : ". " + stores) + ".";
    }
}
