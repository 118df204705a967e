package dev.baton.runtime.handover;

import dev.baton.core.RegionId;
import dev.baton.core.token.Audit;
import dev.baton.core.token.Token;
import dev.baton.runtime.config.HandoverMode;
import dev.baton.runtime.gate.Registration;
import dev.baton.runtime.gate.Registrations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What both tests of handing over work with: three regions, a token and a clock that the test moves. */
abstract class HandoverBench {

    static final RegionId R1 = new RegionId("r1");
    static final RegionId R2 = new RegionId("r2");
    static final RegionId R3 = new RegionId("r3");
    static final Duration TTL = Duration.ofSeconds(2);
    static final Duration FULL_WAIT = Duration.ofMillis(2200);
    static final Duration TIMEOUT = Duration.ofSeconds(30);

    final AtomicInteger writes = new AtomicInteger();
    final FakeTime time = new FakeTime();
    final FakeObjects objects = new FakeObjects();
    final Registrations registrations = new Registrations(objects, "payments");
    final FakeTokens tokens =
            new FakeTokens(Token.first("payments", List.of(R1, R2, R3), R1, TTL, audit("first", "somebody")));
    final List<String> told = new ArrayList<>();
    final List<String> closed = new ArrayList<>();

    final HandoverOutcome switchOver(RegionId to) {
        return handover(HandoverMode.WAIT).carryOut(HandoverOrder.planned(to, "upgrade of r1"), TIMEOUT);
    }

    final Handover handover(HandoverMode mode) {
        HandoverPorts ports = new HandoverPorts(
                tokens, registrations, reason -> audit(reason, "operator:ann"), time::nanoTime, time::pause);
        return new Handover(ports, mode, new Recorder());
    }

    final Registration register(RegionId region, String instance) {
        Registration registration =
                registrations.prepare(region, "flights", instance, 1, "n" + writes.incrementAndGet());
        registrations.add(registration);
        return registration;
    }

    final Audit audit(String reason, String by) {
        return new Audit(reason, by, Instant.EPOCH, "w" + writes.incrementAndGet());
    }

    /** Keeps what people would read. */
    final class Recorder implements HandoverListener {

        @Override
        public void applied(String what, Token token, Duration after) {
            told.add("applied: " + what);
        }

        @Override
        public void begun(Token token, boolean joined, Duration after) {
            told.add(joined ? "joined" : "begun");
        }

        @Override
        public void waiting(List<String> running, Duration atMost) {
            told.add("waiting for " + running + " " + atMost.toMillis() + " ms");
        }

        @Override
        public void conflict(Token current) {
            told.add("conflict with version " + current.version() + " by "
                    + current.audit().by());
        }

        @Override
        public void inDoubt(String what, String why) {
            told.add("in doubt: " + what);
        }

        @Override
        public void closed(String why, Duration after) {
            closed.add(why);
        }

        @Override
        public void trouble(String why) {
            told.add("trouble: " + why);
        }
    }
}
