package dev.baton.runtime.quorum;

import dev.baton.core.Decoded;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.quorum.Ballot;
import dev.baton.core.quorum.Outcome;
import dev.baton.core.quorum.Proposal;
import dev.baton.core.quorum.Witnesses;
import dev.baton.runtime.quorum.Membership.Given;
import dev.baton.runtime.store.StoredObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Rebuilds one of the three stores from the two others, while everything goes on. For one thread.
 *
 * <p>Each register is first written back to <em>both</em> of the others at a ballot above any that the lost store can have had a part
 * in, and only then to the one that is rebuilt. So whatever was chosen with the help of what it has forgotten is known to one of the
 * others, and nothing older can be chosen any more. Its identity comes last: until then, what it lacks does not count as absent.
 */
public final class StoreRepair {

    /** Above any promise that only the lost store may have given. */
    private static final long LEAP = 1000;

    private static final int ATTEMPTS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final QuorumObjectStore store;
    private final Membership membership;
    private final int lost;

    /**
     * What a repair found.
     *
     * @param identified true if the store shows its identity, and so was not emptied
     * @param registers the objects that the two others hold
     * @param stranger what in it stands in the way, or empty: an identity that is not its own
     */
    public record Findings(boolean identified, List<String> registers, String stranger) {
        public Findings {
            registers = List.copyOf(registers);
        }
    }

    /**
     * A repair of the store called {@code name}.
     *
     * @throws IllegalArgumentException if there is none; names those that there are
     */
    public StoreRepair(QuorumObjectStore store, String name) {
        this.store = store;
        this.membership = store.membership();
        List<String> names = membership.seats().stream().map(Seat::name).collect(Collectors.toUnmodifiableList());
        this.lost = names.indexOf(name);
        if (lost < 0) {
            throw new IllegalArgumentException(
                    "there is no store '" + name + "' under 'token.stores'; use one of " + String.join(", ", names));
        }
    }

    /**
     * Looks, and changes nothing.
     *
     * @throws StoreUnavailableException unless all three answer, and the two others show their identities
     */
    public Findings look() {
        String installation = membership.installation();
        Seat seat = membership.seats().get(lost);
        List<Given<Optional<Identity>>> identities = membership.identities();
        Optional<Identity> has = Optional.empty();
        for (Given<Optional<Identity>> one : identities) {
            Seat asked = membership.seats().get(one.seat());
            Optional<Identity> identity = one.value()
                    .orElseThrow(() -> new StoreUnavailableException(
                            "All three stores must answer to repair one. " + asked.describe() + ": " + one.why()));
            if (one.seat() == lost) {
                has = identity;
            } else if (!identity.equals(Optional.of(new Identity(installation, asked.name())))) {
                throw new StoreUnavailableException(
                        asked.describe() + " does not show its identity either, and a store is"
                                + " rebuilt from two that do. If two of three are lost, see docs/operations.md.");
            }
        }
        Identity self = new Identity(installation, seat.name());
        boolean foreign = has.isPresent() && !has.get().equals(self);
        return new Findings(
                has.equals(Optional.of(self)),
                registers(),
                foreign ? "it is store '" + has.get().store() + "' of another installation, or of this one" : "");
    }

    /**
     * Rebuilds it; may be called again at any time. Gives the registers that it now holds.
     *
     * @throws StoreUnavailableException if it was not completed; it does not show its identity then, and counts as lost still
     */
    public List<String> run() {
        Findings found = look();
        if (!found.stranger().isEmpty()) {
            throw new StoreUnavailableException(membership.seats().get(lost).describe() + " is not overwritten: "
                    + found.stranger() + ". Give an empty one, or correct 'token.stores'.");
        }
        found.registers().forEach(this::mend);
        if (!found.identified()) {
            Seat seat = membership.seats().get(lost);
            StoreSetup.put(seat, membership.identityKey(), new Identity(membership.installation(), seat.name()));
        }
        return found.registers();
    }

    private List<String> registers() {
        String key = membership.identityKey();
        String prefix = key.substring(0, key.lastIndexOf('/') + 1);
        TreeSet<String> keys = new TreeSet<>();
        for (Seat seat : membership.seats()) {
            if (seat != membership.seats().get(lost)) {
                keys.addAll(seat.store().list(prefix));
            }
        }
        keys.remove(key);
        return new ArrayList<>(keys);
    }

    private void mend(String key) {
        discardForeign(key);
        Outcome<byte[]> outcome = new Outcome.Undecided<>("");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Proposal<byte[]> mending = Proposal.mending(lost, this::ballot, Witnesses.NONE);
            Course course = store.course(key, mending, lost);
            outcome = course.run(mending.start());
            course.linger(() -> mending.isAcceptedBy(lost), PATIENCE);
            boolean nothing = outcome instanceof Outcome.Settled<byte[]> settled && settled.content() == null;
            if (mending.isAcceptedBy(lost) || nothing) {
                return;
            }
        }
        throw new StoreUnavailableException("The register " + key + " was not rebuilt in "
                + membership.seats().get(lost).describe() + ": "
                + (outcome instanceof Outcome.Undecided<byte[]> undecided ? undecided.why() : "it did not take it")
                + ". Do the same again.");
    }

    /** What is no register of this store, such as a copy of another's, is not an acceptor that anything could be judged by. */
    private void discardForeign(String key) {
        Seat seat = membership.seats().get(lost);
        Identity self = new Identity(membership.installation(), seat.name());
        Optional<StoredObject> held = seat.store().get(key);
        if (held.isPresent() && !(StateCodec.decode(self, held.get().bytes()) instanceof Decoded.Value)) {
            seat.store().delete(key);
        }
    }

    private Ballot ballot(Ballot seen) {
        Ballot above = seen.equals(Ballot.ZERO) ? seen : new Ballot(seen.counter() + LEAP, seen.proposer());
        return store.ballot(above);
    }
}
