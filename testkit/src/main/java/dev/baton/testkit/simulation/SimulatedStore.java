package dev.baton.core.protocol;

import dev.baton.core.LogId;
import dev.baton.core.RegionId;
import dev.baton.core.catchup.LogJournal;
import dev.baton.core.catchup.RegionJournal;
import dev.baton.core.token.Token;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Holds the token and, beside it, the registrations of consumers and the regions' journals. Linearizable, never down. */
final class SimulatedStore {

    /** The one log of this world. */
    static final LogId LOG = new LogId("payments", 0);

    /** One consumer that may be processing; {@code number} is never used twice. */
    record Registration(RegionId region, long term, int number) {}

    /** A region's journal as it was read. */
    record Versioned(long version, RegionJournal journal) {}

    private final Set<Registration> registrations = new HashSet<>();
    private final Map<RegionId, Versioned> journals = new HashMap<>();
    private Token token;
    private int numbers;

    SimulatedStore(Token first) {
        this.token = first;
        first.regions().keySet().forEach(region -> journals.put(region, new Versioned(0, RegionJournal.empty(region))));
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

    Versioned journal(RegionId region) {
        return Objects.requireNonNull(journals.get(region));
    }

    /** What is known about the region's log. */
    LogJournal logJournal(RegionId region) {
        return journal(region).journal().log(LOG);
    }

    /** True if it was applied. */
    boolean compareAndSet(long expectedVersion, RegionJournal next) {
        if (journal(next.region()).version() != expectedVersion) {
            return false;
        }
        journals.put(next.region(), new Versioned(expectedVersion + 1, next));
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
