package dev.baton.testkit.simulation;

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

/** Holds the token and, beside it, the registrations of consumers and the regions' journals. Linearizable; the network in front of it is not. */
final class SimulatedStore {

    /** The one log of this world. */
    static final LogId LOG = new LogId("payments", 0);

    /** One consumer that may be processing; {@code number} is never used twice. */
    record Registration(RegionId region, long term, int number) {}

    /** A region's journal as it was read. */
    record Versioned(long version, RegionJournal journal) {}

    private final Set<Registration> registrations = new HashSet<>();
    private final Map<RegionId, Versioned> journals = new HashMap<>();
    private final Set<String> writeIds = new HashSet<>();
    private final Place place;
    private Token token;
    private int numbers;

    SimulatedStore(Place place, Token first) {
        this.place = place;
        this.token = first;
        first.regions().keySet().forEach(region -> journals.put(region, new Versioned(0, RegionJournal.empty(region))));
    }

    Place place() {
        return place;
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
        writeIds.add(next.audit().writeId());
        return true;
    }

    /** True if this write of the token has ever taken effect. */
    boolean hasApplied(Token write) {
        return writeIds.contains(write.audit().writeId());
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

    /** A registration that is not stored yet. */
    Registration prepare(RegionId region, long term) {
        return new Registration(region, term, numbers++);
    }

    void register(Registration registration) {
        registrations.add(registration);
    }

    void forget(Registration registration) {
        registrations.remove(registration);
    }

    boolean isAnyRunning(RegionId region) {
        for (Registration registration : registrations) {
            if (registration.region().equals(region)) {
                return true;
            }
        }
        return false;
    }

    /** After a full wait: whatever is registered there has no gate open (rule H). */
    void forgetAll(RegionId region) {
        registrations.removeIf(registration -> registration.region().equals(region));
    }
}
