package dev.baton.core.protocol;

import dev.baton.core.RegionId;
import dev.baton.core.token.Token;
import java.util.HashSet;
import java.util.Set;

/** Holds the token and, beside it, the registrations of consumers. Linearizable, never down. */
final class SimulatedStore {

    /** One consumer that may be processing; {@code number} is never used twice. */
    record Registration(RegionId region, long term, int number) {}

    private final Set<Registration> registrations = new HashSet<>();
    private Token token;
    private int numbers;

    SimulatedStore(Token first) {
        this.token = first;
    }

    Token read() {
        return token;
    }

    /** True if it was applied. */
    boolean compareAndSet(Token expected, Token next) {
        if (token.version() != expected.version()) {
            return false;
        }
        token = next;
        return true;
    }

    Registration register(RegionId region, long term) {
        Registration registration = new Registration(region, term, numbers++);
        registrations.add(registration);
        return registration;
    }

    void forget(Registration registration) {
        registrations.remove(registration);
    }

    boolean isAnyRunning(RegionId region) {
        return registrations.stream()
                .anyMatch(registration -> registration.region().equals(region));
    }
}
