package dev.baton.testkit.simulation;

import dev.baton.core.token.CasOutcome;
import dev.baton.core.token.Token;
import org.jspecify.annotations.Nullable;

/**
 * Changes the token over the network, one attempt at a time: writes, and reads whenever the answer does not say whose write it was
 * (section 3). The same body is written again only if the store still holds what was expected.
 */
final class TokenWriter {

    private static final int MOST_ROUNDS = 4;

    private final World world;
    private final Actor writer;
    private @Nullable Token expected;
    private @Nullable Token next;
    private boolean looking;
    private boolean doubt;
    private int rounds;

    TokenWriter(Actor writer) {
        this.world = writer.world;
        this.writer = writer;
    }

    boolean isIdle() {
        return next == null;
    }

    void write(Token seen, Token wanted) {
        expected = seen;
        next = wanted;
        looking = false;
        doubt = false;
        rounds = 0;
    }

    /** Nobody asks any more what became of it. */
    void abandon() {
        next = null;
    }

    /** Takes one step; the outcome, if that was the last. */
    @Nullable
    CasOutcome advance() {
        Token before = expected;
        Token wanted = next;
        if (before == null || wanted == null) {
            return null;
        }
        CasOutcome outcome = looking ? look(before, wanted) : put(before, wanted);
        if (outcome == null && ++rounds > MOST_ROUNDS) {
            world.reached(Reached.TOKEN_UNKNOWN_FOR_EVER);
            outcome = new CasOutcome.Unknown("no answer");
        }
        if (outcome != null) {
            next = null;
            if (outcome instanceof CasOutcome.Conflict) {
                world.reached(Reached.TOKEN_CONFLICT);
                world.promises().saidToHaveFailed(wanted);
            }
        }
        return outcome;
    }

    private @Nullable CasOutcome put(Token before, Token wanted) {
        Boolean applied = world.network()
                .call(writer.place, world.store().place(), () -> world.write(writer.toString(), before, wanted));
        if (applied != null && applied) {
            return new CasOutcome.Applied(wanted);
        }
        if (applied != null && world.has(PlantedBug.TAKES_A_CONFLICT_AFTER_A_LOST_ANSWER_FOR_FAILURE)) {
            return new CasOutcome.Conflict(world.store().read());
        }
        doubt |= applied == null;
        looking = true;
        return null;
    }

    private @Nullable CasOutcome look(Token before, Token wanted) {
        Token current = world.network().ask(writer.place, world.store().place(), world.store()::read);
        if (current == null) {
            return null;
        }
        if (current.audit().writeId().equals(wanted.audit().writeId())) {
            world.reached(Reached.TOKEN_UNKNOWN_WAS_APPLIED);
            return new CasOutcome.Applied(wanted);
        }
        if (current.version() == before.version()) {
            world.reached(Reached.TOKEN_UNKNOWN_WAS_NOT_APPLIED);
            looking = false;
            return null;
        }
        // Past the version that was written, reading cannot tell; and a request that came twice conflicts with itself.
        return current.version() == wanted.version()
                ? new CasOutcome.Conflict(current)
                : new CasOutcome.Unknown(doubt ? "no answer" : "the token has moved on");
    }
}
