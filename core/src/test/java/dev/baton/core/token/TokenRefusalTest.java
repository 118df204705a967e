package dev.baton.core.token;

import static dev.baton.core.token.Sync.CATCHING_UP;
import static dev.baton.core.token.Sync.IN_SYNC;
import static dev.baton.core.token.Sync.OUT;
import static dev.baton.core.token.Tokens.R1;
import static dev.baton.core.token.Tokens.R2;
import static dev.baton.core.token.Tokens.R3;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What people are told when a change of the token is not legal; which ones are not is in {@link TokenChangesTest}. */
class TokenRefusalTest {

    private static final Audit BY = new Audit("why", "monitor@r2", Instant.EPOCH.plusSeconds(60), "w1");

    private static final Token REST = Tokens.token(R1, null, IN_SYNC, IN_SYNC);
    private static final Token OUT_OF_SYNC = Tokens.token(R1, null, IN_SYNC, OUT);
    private static final Token BEING_CAUGHT_UP = Tokens.token(R1, null, IN_SYNC, CATCHING_UP);
    private static final Token ACTIVE_OUT = Tokens.token(R1, null, OUT, IN_SYNC);
    private static final Token HANDOVER = Tokens.token(R1, R2, IN_SYNC, IN_SYNC);
    private static final Token LEAVING = Tokens.token(R1, R2, OUT, IN_SYNC);
    private static final Token LOST = Tokens.token(R1, R2, IN_SYNC, OUT);
    private static final Token IN_PLACE = Tokens.token(R1, R1, CATCHING_UP, IN_SYNC);

    /** A change that is refused, with what people are told. */
    record Refusal(Token token, Function<Token, Transition> change, String rule, String why) {}

    static Stream<Refusal> refusals() {
        return Stream.concat(ofSync(), ofHandovers());
    }

    private static Stream<Refusal> ofSync() {
        return Stream.of(
                new Refusal(OUT_OF_SYNC, t -> t.demote(R2, BY), "demote", "r2 is OUT already"),
                new Refusal(
                        OUT_OF_SYNC,
                        t -> t.demote(R1, BY),
                        "I1",
                        "r1 cannot be demoted: no other region is IN_SYNC, so nothing could be acknowledged"),
                new Refusal(
                        REST, t -> t.beginCatchUp(R2, BY), "C", "r2 is IN_SYNC; only a region that is OUT catches up"),
                new Refusal(
                        Tokens.token(R1, R1, CATCHING_UP, IN_SYNC, OUT),
                        t -> t.beginCatchUp(R1, BY),
                        "C",
                        "r1 is CATCHING_UP; only a region that is OUT catches up"),
                new Refusal(
                        ACTIVE_OUT,
                        t -> t.beginCatchUp(R1, BY),
                        "C",
                        "r1 is active; begin a handover first, so that its gate is closed"),
                new Refusal(
                        OUT_OF_SYNC,
                        t -> t.promote(R2, 3, BY),
                        "C",
                        "r2 is OUT; only a region that is CATCHING_UP is promoted"),
                new Refusal(
                        BEING_CAUGHT_UP,
                        t -> t.promote(R2, 2, BY),
                        "C",
                        "r2 is CATCHING_UP in episode 3, not 2; only the episode under way promotes it"),
                new Refusal(
                        BEING_CAUGHT_UP,
                        t -> t.promote(R2, 4, BY),
                        "C",
                        "r2 is CATCHING_UP in episode 3, not 4; only the episode under way promotes it"));
    }

    private static Stream<Refusal> ofHandovers() {
        return Stream.of(
                new Refusal(REST, t -> t.beginHandover(R1, BY), "H", "r1 holds the baton already and is IN_SYNC"),
                new Refusal(
                        OUT_OF_SYNC,
                        t -> t.beginHandover(R2, BY),
                        "S",
                        "r2 is OUT; only a region that is IN_SYNC may become active"),
                new Refusal(
                        HANDOVER,
                        t -> t.beginHandover(R1, BY),
                        "H",
                        "a handover to r2 has begun already; complete or abort it first"),
                new Refusal(REST, t -> t.completeHandover(R2, BY), "H", "no handover has begun"),
                new Refusal(HANDOVER, t -> t.completeHandover(R1, BY), "H", "the handover is to r2, not to r1"),
                new Refusal(
                        LOST,
                        t -> t.completeHandover(R2, BY),
                        "S",
                        "r2 is OUT; only a region that is IN_SYNC may become active"),
                new Refusal(REST, t -> t.abortHandover(BY), "H", "no handover has begun"),
                new Refusal(
                        IN_PLACE,
                        t -> t.abortHandover(BY),
                        "C",
                        "r1 is CATCHING_UP, so events may be missing in the middle of its log; hand over to r2"),
                new Refusal(
                        Tokens.token(R1, R2, OUT, OUT, IN_SYNC),
                        t -> t.abortHandover(BY),
                        "C",
                        "r1 is OUT, so events may be missing in the middle of its log; hand over to r3"),
                new Refusal(
                        LEAVING,
                        t -> t.abortHandover(BY),
                        "C",
                        "r1 is OUT, so events may be missing in the middle of its log; complete the handover to r2"),
                new Refusal(
                        LEAVING,
                        t -> t.forceHandover(R1, BY),
                        "H",
                        "a handover to r2 has begun already; complete it first"),
                new Refusal(IN_PLACE, t -> t.beginHandover(R1, BY), "H", "a handover in place to r1 has begun already"),
                new Refusal(REST, t -> t.forceHandover(R2, BY), "S", "r2 is IN_SYNC; nothing needs to be forced"),
                new Refusal(
                        Tokens.token(R1, R2, IN_SYNC, IN_SYNC, OUT),
                        t -> t.forceHandover(R3, BY),
                        "H",
                        "a handover to r2 has begun already; complete or abort it first"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void shouldSayWhyAChangeIsRefused(Refusal refusal) {
        assertThat(refusal.change().apply(refusal.token()))
                .isEqualTo(new Transition.Refused(refusal.rule(), refusal.why()));
    }
}
