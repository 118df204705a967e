package dev.baton.core.token;

import static dev.baton.core.token.Sync.CATCHING_UP;
import static dev.baton.core.token.Sync.IN_SYNC;
import static dev.baton.core.token.Sync.OUT;
import static dev.baton.core.token.Tokens.R1;
import static dev.baton.core.token.Tokens.R2;
import static dev.baton.core.token.Tokens.R3;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What people are told when a change of the token is not legal; which ones are not is in {@link TokenChangesTest}. */
class TokenRefusalTest {

    private static final Audit BY = new Audit("why", "monitor@r2", Instant.EPOCH.plusSeconds(60), "w1");

    /** A change that is refused, with what people are told. */
    record Refusal(Token token, Function<Token, Transition> change, String rule, String why) {}

    static List<Refusal> refusals() {
        Token rest = Tokens.token(R1, null, IN_SYNC, IN_SYNC);
        Token out = Tokens.token(R1, null, IN_SYNC, OUT);
        Token catchingUp = Tokens.token(R1, null, IN_SYNC, CATCHING_UP);
        Token activeOut = Tokens.token(R1, null, OUT, IN_SYNC);
        Token handover = Tokens.token(R1, R2, IN_SYNC, IN_SYNC);
        Token leaving = Tokens.token(R1, R2, OUT, IN_SYNC);
        Token lost = Tokens.token(R1, R2, IN_SYNC, OUT);
        Token inPlace = Tokens.token(R1, R1, CATCHING_UP, IN_SYNC);
        return List.of(
                new Refusal(out, t -> t.demote(R2, BY), "demote", "r2 is OUT already"),
                new Refusal(
                        out,
                        t -> t.demote(R1, BY),
                        "I1",
                        "r1 cannot be demoted: no other region is IN_SYNC, so nothing could be acknowledged"),
                new Refusal(
                        rest, t -> t.beginCatchUp(R2, BY), "C", "r2 is IN_SYNC; only a region that is OUT catches up"),
                new Refusal(
                        Tokens.token(R1, R1, CATCHING_UP, IN_SYNC, OUT),
                        t -> t.beginCatchUp(R1, BY),
                        "C",
                        "r1 is CATCHING_UP; only a region that is OUT catches up"),
                new Refusal(
                        activeOut,
                        t -> t.beginCatchUp(R1, BY),
                        "C",
                        "r1 is active; begin a handover first, so that its gate is closed"),
                new Refusal(
                        out,
                        t -> t.promote(R2, 3, BY),
                        "C",
                        "r2 is OUT; only a region that is CATCHING_UP is promoted"),
                new Refusal(
                        catchingUp,
                        t -> t.promote(R2, 2, BY),
                        "C",
                        "r2 is CATCHING_UP in episode 3, not 2; only the episode under way promotes it"),
                new Refusal(
                        catchingUp,
                        t -> t.promote(R2, 4, BY),
                        "C",
                        "r2 is CATCHING_UP in episode 3, not 4; only the episode under way promotes it"),
                new Refusal(rest, t -> t.beginHandover(R1, BY), "H", "r1 holds the baton already and is IN_SYNC"),
                new Refusal(
                        out,
                        t -> t.beginHandover(R2, BY),
                        "S",
                        "r2 is OUT; only a region that is IN_SYNC may become active"),
                new Refusal(
                        handover,
                        t -> t.beginHandover(R1, BY),
                        "H",
                        "a handover to r2 has begun already; complete or abort it first"),
                new Refusal(rest, t -> t.completeHandover(R2, BY), "H", "no handover has begun"),
                new Refusal(handover, t -> t.completeHandover(R1, BY), "H", "the handover is to r2, not to r1"),
                new Refusal(
                        lost,
                        t -> t.completeHandover(R2, BY),
                        "S",
                        "r2 is OUT; only a region that is IN_SYNC may become active"),
                new Refusal(rest, t -> t.abortHandover(BY), "H", "no handover has begun"),
                new Refusal(
                        inPlace,
                        t -> t.abortHandover(BY),
                        "C",
                        "r1 is CATCHING_UP, so events may be missing in the middle of its log; hand over to r2"),
                new Refusal(
                        Tokens.token(R1, R2, OUT, OUT, IN_SYNC),
                        t -> t.abortHandover(BY),
                        "C",
                        "r1 is OUT, so events may be missing in the middle of its log; hand over to r3"),
                new Refusal(
                        leaving,
                        t -> t.abortHandover(BY),
                        "C",
                        "r1 is OUT, so events may be missing in the middle of its log; complete the handover to r2"),
                new Refusal(
                        leaving,
                        t -> t.forceHandover(R1, BY),
                        "H",
                        "a handover to r2 has begun already; complete it first"),
                new Refusal(inPlace, t -> t.beginHandover(R1, BY), "H", "a handover in place to r1 has begun already"),
                new Refusal(rest, t -> t.forceHandover(R2, BY), "S", "r2 is IN_SYNC; nothing needs to be forced"),
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
