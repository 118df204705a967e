package dev.baton.testkit.marker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.RegionId;
import dev.baton.core.marker.MarkerClaim;
import dev.baton.core.marker.MarkerLook;
import dev.baton.core.marker.MarkerRule;
import dev.baton.core.marker.MarkerStep;
import dev.baton.core.token.Audit;
import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Token;
import dev.baton.core.token.TokenStore;
import dev.baton.core.token.Transition;
import dev.baton.runtime.marker.MarkerPorts;
import dev.baton.runtime.marker.MarkerTask;
import dev.baton.testkit.store.InMemoryObjectStore;
import dev.baton.testkit.store.PutFault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Rule M as a randomised model on the real classes: three that mirror, each frozen at any call for any time while the others go on,
 * puts that are late by up to half the pause, deletes by strangers, and a baton that moves all the while.
 */
class MarkerModelTest {

    private static final RegionId R1 = new RegionId("r1");
    private static final RegionId R2 = new RegionId("r2");
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration LATEST_PUT = PAUSE.dividedBy(2);
    private static final int SEEDS = 500;

    /** Mistakes made on purpose; each must be seen. */
    private enum Mistake {
        NO_PAUSE,
        NO_HASTE,
        NO_CLAIM,
        NO_LOOK_AT_OTHERS,
        PUTS_AS_LATE_AS_THEY_LIKE
    }

    @Test
    void shouldNeverHaveBothMarkersAndEndWithTheRightOne() {
        for (int seed = 0; seed < SEEDS; seed++) {
            World world = new World(seed, MarkerRule::new, LATEST_PUT);
            world.run();
            assertThat(world.both).as("seed %d: both at once", seed).isFalse();
            world.calmDown();
            assertThat(world.both).as("seed %d: both at once", seed).isFalse();
            assertThat(world.markers()).as("seed %d", seed).isEqualTo(world.right());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldSeeAMistakeMadeOnPurpose(Mistake mistake) {
        Duration latest = mistake == Mistake.PUTS_AS_LATE_AS_THEY_LIKE ? PAUSE.multipliedBy(4) : LATEST_PUT;
        for (int seed = 0; seed < 20 * SEEDS; seed++) {
            World world = new World(seed, pause -> new Mistaken(pause, mistake), latest);
            world.run();
            if (world.both) {
                return;
            }
        }
        throw new AssertionError("not seen: " + mistake);
    }

    @Test
    void shouldPutRightWhatAStrangerWrote() {
        // Given
        World world = new World(1, MarkerRule::new, LATEST_PUT);
        world.calmDown();

        // When
        world.objects.putIfAbsent("r2", "mine".getBytes(StandardCharsets.UTF_8));
        world.calmDown();

        // Then
        assertThat(world.markers()).containsExactly("r1");
    }

    @Test
    void shouldNotCreateAMarkerAfterALookThatTookTooLong() {
        // Given
        World world = new World(1, MarkerRule::new, LATEST_PUT);
        world.calmDown();
        world.objects.delete("r1");
        world.objects.beforeEachCall(call -> {
            if (call.equals("get r2")) { // after the claim, which may have changed hands since
                world.nowNanos += LATEST_PUT.toNanos();
            }
        });

        // When
        world.mirrors.get(0).turn();

        // Then
        assertThat(world.markers()).isEmpty();

        // When
        world.objects.beforeEachCall(call -> {});
        world.mirrors.get(0).turn();

        // Then
        assertThat(world.markers()).containsExactly("r1");
    }

    @Test
    void shouldHaveNoMarkerFromTheBeginningOfAHandoverOn() {
        // Given
        World world = new World(1, MarkerRule::new, LATEST_PUT);
        world.calmDown();

        // When
        world.change(world.current.beginHandover(R2, audit("begin")));
        world.mirrors.get(0).turn(); // claims
        world.mirrors.get(0).turn(); // deletes

        // Then
        assertThat(world.markers()).isEmpty();

        // When
        world.change(world.current.completeHandover(R2, audit("complete")));
        world.mirrors.get(0).turn();
        world.mirrors.get(0).turn();
        world.nowNanos += PAUSE.minusMillis(1).toNanos();
        world.mirrors.get(0).turn();
        List<String> early = world.markers();
        world.nowNanos += Duration.ofMillis(2).toNanos();
        world.mirrors.get(0).turn();

        // Then
        assertThat(early).isEmpty();
        assertThat(world.markers()).containsExactly("r2");
    }

    private static final class Mistaken extends MarkerRule {

        private final Mistake mistake;

        Mistaken(Duration pause, Mistake mistake) {
            super(pause);
            this.mistake = mistake;
        }

        @Override
        public MarkerStep next(MarkerLook look) {
            return switch (mistake) {
                case NO_PAUSE -> super.next(
                        new MarkerLook(look.token(), look.claim(), PAUSE, look.marked(), look.present()));
                case NO_CLAIM -> super.next(new MarkerLook(
                        look.token(),
                        new MarkerClaim(
                                look.token().version(),
                                look.token().handoverTo() == null ? look.token().active() : null),
                        PAUSE,
                        look.marked(),
                        look.present()));
                case NO_LOOK_AT_OTHERS -> {
                    MarkerStep step = super.next(look);
                    yield step instanceof MarkerStep.Delete delete
                                    && look.token().handoverTo() == null
                                    && !look.present().contains(look.token().active())
                                    && look.claimStoodFor().compareTo(PAUSE) >= 0
                                    && !delete.region().equals(look.token().active())
                            ? new MarkerStep.Create(look.token().active())
                            : step;
                }
                default -> super.next(look);
            };
        }

        @Override
        public boolean mayCreate(Duration sinceClaimWasAsked) {
            return mistake == Mistake.NO_HASTE || super.mayCreate(sinceClaimWasAsked);
        }
    }

    private static final class World {

        private static final int STEPS = 150;
        private static final int DEEPEST = 2;

        private final Random random;
        private final InMemoryObjectStore objects = new InMemoryObjectStore();
        private final TokenStore tokens = new PlainTokenStore();
        private final List<MarkerTask> mirrors = new ArrayList<>();
        private final List<MarkerTask> frozen = new ArrayList<>();
        private final Duration latestPut;
        private Token current = Token.first("payments", List.of(R1, R2), R1, Duration.ofSeconds(2), audit("first"));
        private long nowNanos;
        private long lateSince = -1;
        private int changes;
        private boolean wild;
        private boolean both;

        World(int seed, Function<Duration, MarkerRule> rule, Duration latestPut) {
            this.random = new Random(seed);
            this.latestPut = latestPut;
            TreeMap<RegionId, String> names = new TreeMap<>();
            names.put(R1, "r1");
            names.put(R2, "r2");
            for (int i = 0; i < 3; i++) {
                mirrors.add(new MarkerTask(
                        rule.apply(PAUSE),
                        new MarkerPorts("payments", tokens, objects, objects, names, () -> nowNanos)));
            }
            objects.beforeEachCall(this::beforeCall);
        }

        void run() {
            wild = true;
            for (int i = 0; i < STEPS && !both; i++) {
                step();
            }
            wild = false;
        }

        /** Nothing goes wrong any more, and everybody looks again and again. */
        void calmDown() {
            deliver();
            for (int i = 0; i < 40; i++) {
                mirrors.forEach(MarkerTask::turn);
                look();
                nowNanos += Duration.ofSeconds(1).toNanos();
            }
        }

        private void step() {
            switch (random.nextInt(8)) {
                case 0 -> moveTheBaton();
                case 1 -> objects.delete(random.nextBoolean() ? "r1" : "r2");
                case 2 -> pass(random.nextInt(8_000));
                case 3 -> pass(random.nextInt(1_000));
                default -> turn();
            }
            look();
        }

        private void turn() {
            MarkerTask mirror = mirrors.get(random.nextInt(mirrors.size()));
            if (!frozen.contains(mirror)) {
                frozen.add(mirror); // in the middle of this turn, for whoever runs inside of it
                mirror.turn();
                frozen.remove(mirror);
            }
        }

        /** Any call may take long, and anything may happen meanwhile. */
        private void beforeCall(String call) {
            boolean isMarker = call.equals("put r1") || call.equals("put r2");
            look();
            if (!wild || frozen.size() >= DEEPEST) {
                return;
            }
            if (isMarker) { // between the last look at the clock and this, no time passes: that is what half the pause
                // is for
                if (random.nextInt(3) == 0) {
                    objects.failNextPuts(PutFault.LATE);
                    lateSince = lateSince < 0 ? nowNanos : lateSince;
                }
                return;
            }
            for (int i = random.nextInt(3) == 0 ? random.nextInt(8) : 0; i > 0; i--) {
                step();
            }
        }

        private void moveTheBaton() {
            Token token = current;
            RegionId to = token.active().equals(R1) ? R2 : R1;
            change(
                    token.handoverTo() == null
                            ? token.beginHandover(to, audit("write-" + changes))
                            : token.completeHandover(token.handoverTo(), audit("write-" + changes)));
        }

        private void change(Transition transition) {
            changes++;
            Token next = transition.fold(legal -> legal, refused -> {
                throw new AssertionError(refused.why());
            });
            current = next;
        }

        private void pass(long millis) {
            long end = nowNanos + Duration.ofMillis(millis).toNanos();
            if (lateSince >= 0 && (end - lateSince >= latestPut.toNanos() || random.nextInt(4) == 0)) {
                nowNanos = Math.max(nowNanos, Math.min(end, lateSince + latestPut.toNanos() - 1));
                deliver();
            }
            nowNanos = end;
        }

        private void deliver() {
            objects.deliverLate();
            lateSince = -1;
            look();
        }

        private void look() {
            both |= markers().size() > 1;
        }

        private List<String> markers() {
            objects.beforeEachCall(call -> {});
            List<String> markers = objects.list("r");
            objects.beforeEachCall(this::beforeCall);
            return markers;
        }

        /** What a linearizable store gives, at once: whatever happens next happens before the call that follows. */
        private final class PlainTokenStore implements TokenStore {

            @Override
            public Token read() {
                return current;
            }

            @Override
            public CasOutcome compareAndSet(Token expected, Token next) {
                throw new AssertionError("whoever mirrors does not write the token");
            }

            @Override
            public CasOutcome create(Token first) {
                throw new AssertionError("whoever mirrors does not write the token");
            }
        }

        private List<String> right() {
            Token token = current;
            return token.handoverTo() == null ? List.of(token.active().value()) : List.of();
        }
    }

    private static Audit audit(String writeId) {
        return new Audit("a test", "somebody", Instant.EPOCH, writeId);
    }
}
