package dev.baton.core.gate;

import static dev.baton.core.token.Tokens.R1;
import static dev.baton.core.token.Tokens.R2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.Allocations;
import dev.baton.core.RegionId;
import dev.baton.core.Term;
import dev.baton.core.token.Token;
import dev.baton.core.token.Tokens;
import dev.baton.core.token.View;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The gate of a consumer of r1. */
class GateTest {

    private static final long SENT = Long.MAX_VALUE - 7;
    private static final long VALID = SENT + Tokens.TTL.toNanos() - 1;
    private static final long EXPIRED = SENT + Tokens.TTL.toNanos();

    private static Token token(RegionId active, @Nullable RegionId to, long term) {
        Token first = Tokens.first();
        return new Token(
                first.name(), first.version(), new Term(term), active, to, first.regions(), first.ttl(), first.audit());
    }

    private static View view(RegionId active, @Nullable RegionId to, long term) {
        return View.readAt(SENT, token(active, to, term));
    }

    private static Gate open(long term) {
        return Gate.closed(R1).registered(term).observed(view(R1, null, term));
    }

    @Test
    void shouldBeClosedAndSilentAtFirst() {
        // Given
        Gate gate = Gate.closed(R1);
        // When, Then
        assertThat(gate.openTerm(VALID)).isZero();
        assertThat(gate.termToRegister()).isZero();
        assertThat(gate.isStopDue()).isFalse();
        assertThat(gate.isOpeningSoon()).isFalse();
        assertThat(gate.describe(VALID)).isEqualTo("closed: no view of the token yet");
    }

    @Test
    void shouldAskToRegisterBeforeItOpens() {
        // When
        Gate gate = Gate.closed(R1).observed(view(R1, null, 5));
        // Then
        assertThat(gate.openTerm(VALID)).isZero();
        assertThat(gate.termToRegister()).isEqualTo(5);
        assertThat(gate.isStopDue()).isFalse();
        assertThat(gate.describe(VALID)).isEqualTo("closed: registering");
    }

    @Test
    void shouldForgetTheViewWhenItRegisters() {
        // When
        Gate gate = Gate.closed(R1).observed(view(R1, null, 5)).registered(5);
        // Then
        assertThat(gate.openTerm(VALID)).isZero();
        assertThat(gate.termToRegister()).isZero();
        assertThat(gate.isStopDue()).isFalse();
        assertThat(gate.describe(VALID)).isEqualTo("closed: no view of the token yet");
    }

    @Test
    void shouldOpenWithAViewThatIsReadAfterRegistering() {
        // When
        Gate gate = open(5);
        // Then
        assertThat(gate.openTerm(VALID)).isEqualTo(5);
        assertThat(gate.termToRegister()).isZero();
        assertThat(gate.isStopDue()).isFalse();
        assertThat(gate.describe(VALID)).isEqualTo("open in term 5");
    }

    @Test
    void shouldCloseWhenTheViewExpiresAndOpenAgainWithAnother() {
        // Given
        Gate gate = open(5);
        // When
        Gate renewed = gate.observed(View.readAt(EXPIRED, token(R1, null, 5)));
        // Then
        assertThat(gate.openTerm(EXPIRED)).isZero();
        assertThat(gate.isStopDue()).isFalse();
        assertThat(gate.describe(EXPIRED)).isEqualTo("closed: the view of the token has expired");
        assertThat(renewed.openTerm(EXPIRED)).isEqualTo(5);
    }

    @Test
    void shouldStopWhenAHandoverBegins() {
        // When
        Gate gate = open(5).observed(view(R1, R2, 5));
        // Then
        assertThat(gate.openTerm(VALID)).isZero();
        assertThat(gate.isStopDue()).isTrue();
        assertThat(gate.termToRegister()).isZero();
        assertThat(gate.isOpeningSoon()).isFalse();
        assertThat(gate.describe(VALID)).isEqualTo("closed: the baton is being handed over to r2");
    }

    @Test
    void shouldStopWhenTheBatonHasLeft() {
        // When
        Gate gate = open(5).observed(view(R2, null, 6));
        // Then
        assertThat(gate.openTerm(VALID)).isZero();
        assertThat(gate.isStopDue()).isTrue();
        assertThat(gate.termToRegister()).isZero();
        assertThat(gate.describe(VALID)).isEqualTo("closed: r2 holds the baton");
    }

    /** It has missed a handover away and back: what it held in the old term is not its own any more. */
    @Test
    void shouldStopAndRegisterAgainWhenTheBatonIsBackInALaterTerm() {
        // When
        Gate gate = open(5).observed(view(R1, null, 7));
        // Then
        assertThat(gate.openTerm(VALID)).isZero();
        assertThat(gate.isStopDue()).isTrue();
        assertThat(gate.termToRegister()).isEqualTo(7);
        assertThat(gate.describe(VALID)).isEqualTo("closed: registering");
    }

    /** Its log may have been caught up meanwhile, so nobody may go on as if nothing had happened (rule C). */
    @Test
    void shouldRegisterForTheNewTermWhenTheHandoverIsAbortedBeforeItStopped() {
        // When
        Gate gate = open(5).observed(view(R1, R2, 5)).observed(view(R1, null, 6));
        // Then
        assertThat(gate.openTerm(VALID)).isZero();
        assertThat(gate.termToRegister()).isEqualTo(6);
    }

    @Test
    void shouldRegisterAgainOnceItHasStopped() {
        // Given
        Gate stopped = open(5).observed(view(R1, R2, 5)).stopped();
        // When
        Gate aborted = stopped.observed(view(R1, null, 6));
        // Then
        assertThat(stopped.isStopDue()).isFalse();
        assertThat(aborted.openTerm(VALID)).isZero();
        assertThat(aborted.termToRegister()).isEqualTo(6);
        assertThat(aborted.registered(6).observed(view(R1, null, 6)).openTerm(VALID))
                .isEqualTo(6);
    }

    @Test
    void shouldExpectTheBatonWhenAHandoverToItsRegionBegins() {
        // When
        Gate gate = Gate.closed(R2).observed(view(R1, R2, 5));
        // Then
        assertThat(gate.isOpeningSoon()).isTrue();
        assertThat(gate.termToRegister()).isZero();
        assertThat(gate.describe(VALID)).isEqualTo("closed: the baton is being handed over to r2");
    }

    @Test
    void shouldNotChangeItself() {
        // Given
        Gate gate = open(5);
        // When
        gate.stopped();
        gate.registered(6);
        gate.observed(view(R2, null, 6));
        // Then
        assertThat(gate.openTerm(VALID)).isEqualTo(5);
    }

    @Test
    void shouldCheckWithoutAllocating() {
        // Given
        Gate gate = open(5);
        countOpen(gate, 20_000);
        // When
        long[] open = new long[1];
        long bytes = Allocations.of(() -> open[0] = countOpen(gate, 100_000));
        // Then
        assertThat(bytes).isZero();
        assertThat(open[0]).isEqualTo(50_000);
    }

    private static long countOpen(Gate gate, int times) {
        long open = 0;
        for (int i = 0; i < times; i++) {
            open += gate.openTerm(i % 2 == 0 ? VALID : EXPIRED) == 0 ? 0 : 1;
        }
        return open;
    }

    /** Something that happens to a gate. */
    sealed interface Event {
        record Observed(RegionId active, @Nullable RegionId to, long term) implements Event {}

        record Registered(long term) implements Event {}

        record Stopped() implements Event {}
    }

    @Provide
    Arbitrary<List<Event>> events() {
        Arbitrary<Long> terms = Arbitraries.longs().between(1, 3);
        Arbitrary<Event> observed = Combinators.combine(
                        Arbitraries.of(R1, R1, R2), Arbitraries.of(R1, R2).injectNull(0.7), terms)
                .as(Event.Observed::new);
        Arbitrary<Event> registered = terms.map(Event.Registered::new);
        return Arbitraries.oneOf(observed, observed, registered, Arbitraries.just(new Event.Stopped()))
                .list()
                .ofMaxSize(12);
    }

    /** Rule H leans on this: a monitor that lists registrations after it began a handover misses no open gate. */
    @Property(tries = 2000)
    void shouldOpenOnlyWithAViewObservedAfterRegisteringForItsTerm(@ForAll("events") List<Event> events) {
        // Given
        Gate gate = Gate.closed(R1);
        List<Event> past = new ArrayList<>();
        for (Event event : events) {
            // When
            gate = next(gate, event);
            past.add(event);
            // Then
            assertThat(gate.openTerm(VALID)).as("%s", past).isEqualTo(expectedTerm(past));
            assertThat(gate.openTerm(EXPIRED)).isZero();
            assertThat(gate.isStopDue()).as("%s", past).isEqualTo(expectedStop(past));
            assertThat(gate.describe(VALID).startsWith("open")).isEqualTo(gate.openTerm(VALID) != 0);
            assertThat(gate.openTerm(VALID) != 0 && (gate.isStopDue() || gate.termToRegister() != 0))
                    .isFalse();
        }
    }

    private static Gate next(Gate gate, Event event) {
        if (event instanceof Event.Observed seen) {
            return gate.observed(view(seen.active(), seen.to(), seen.term()));
        }
        return event instanceof Event.Registered registered ? gate.registered(registered.term()) : gate.stopped();
    }

    /** The term in which the gate must be open, from its whole past: 0 if its last words do not allow it. */
    private static long expectedTerm(List<Event> past) {
        Event.Registered registration = standingRegistration(past);
        Event.Observed seen = lastSeenSince(past, registration);
        boolean open = registration != null
                && seen != null
                && seen.active().equals(R1)
                && seen.to() == null
                && seen.term() == registration.term();
        return open ? seen.term() : 0;
    }

    private static boolean expectedStop(List<Event> past) {
        Event.Registered registration = standingRegistration(past);
        return registration != null && lastSeenSince(past, registration) != null && expectedTerm(past) == 0;
    }

    private static Event.@Nullable Registered standingRegistration(List<Event> past) {
        Event.Registered standing = null;
        for (Event event : past) {
            if (!(event instanceof Event.Observed)) {
                standing = event instanceof Event.Registered registered ? registered : null;
            }
        }
        return standing;
    }

    private static Event.@Nullable Observed lastSeenSince(List<Event> past, Event.@Nullable Registered registration) {
        Event.Observed seen = null;
        for (Event event : past) {
            if (event == registration) {
                seen = null;
            } else if (event instanceof Event.Observed observed) {
                seen = observed;
            }
        }
        return seen;
    }
}
