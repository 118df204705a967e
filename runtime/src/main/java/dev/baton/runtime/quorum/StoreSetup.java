package dev.baton.runtime.quorum;

import dev.baton.core.StoreUnavailableException;
import dev.baton.runtime.quorum.Membership.Given;
import dev.baton.runtime.store.PutOutcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Gives the three stores of a new installation their identities, once. Stateless.
 *
 * <p>An emptied store looks like a new one. So an identity is given only while none of the three holds anything else of the
 * installation: a token would be in two of them. One that was interrupted is finished by the next.
 */
public final class StoreSetup {

    private StoreSetup() {}

    /**
     * When this returns, each of the three has its identity. All of them must be reachable.
     *
     * @param nonces draws what nobody else has
     * @throws StoreUnavailableException if one is not, or was emptied, or belongs to somebody else; says which
     */
    public static void prepare(QuorumObjectStore store, Supplier<String> nonces) {
        Membership membership = store.membership();
        List<Given<Optional<Identity>>> found = membership.identities();
        for (Given<Optional<Identity>> one : found) {
            if (one.value().isEmpty()) {
                throw new StoreUnavailableException("All three stores must be reachable to set them up. "
                        + membership.seats().get(one.seat()).describe() + ": " + one.why());
            }
        }
        List<Identity> given = found.stream()
                .flatMap(one -> one.value().stream())
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableList());
        String installation = given.isEmpty() ? nonces.get() : given.get(0).installation();
        for (Given<Optional<Identity>> one : found) {
            Identity self = new Identity(
                    installation, membership.seats().get(one.seat()).name());
            Optional<Identity> has = one.value().flatMap(identity -> identity);
            if (has.isPresent() && !has.get().equals(self)) {
                throw new StoreUnavailableException(
                        membership.seats().get(one.seat()).describe() + " is store '"
                                + has.get().store()
                                + "' of another installation, or of this one under another name. See"
                                + " 'token.stores' in the configuration.");
            }
        }
        if (given.size() < found.size()) {
            requireUnused(membership);
            found.stream()
                    .filter(one -> one.value().flatMap(identity -> identity).isEmpty())
                    .forEach(one -> {
                        Seat seat = membership.seats().get(one.seat());
                        put(seat, membership.identityKey(), new Identity(installation, seat.name()));
                    });
        }
    }

    private static void requireUnused(Membership membership) {
        String prefix =
                membership.identityKey().substring(0, membership.identityKey().lastIndexOf('/') + 1);
        for (Seat seat : membership.seats()) {
            List<String> keys = seat.store().list(prefix);
            if (keys.stream().anyMatch(key -> !key.equals(membership.identityKey()))) {
                throw new StoreUnavailableException("One of the three stores has no identity, but " + seat.describe()
                        + " is in use already. If one of them was emptied, 'baton token repair' rebuilds it from the two"
                        + " others; nothing was changed.");
            }
        }
    }

    static void put(Seat seat, String key, Identity identity) {
        PutOutcome outcome = seat.store().putIfAbsent(key, identity.encode());
        if (!(outcome instanceof PutOutcome.Applied)) {
            throw new StoreUnavailableException("It is not known whether " + seat.describe()
                    + " has got its identity, or somebody else has given it one. Do the same again.");
        }
    }
}
