package dev.baton.runtime.handover;

import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.runtime.handover.HandoverOutcome.Finish;
import java.time.Duration;
import java.util.Optional;

/** One abort on its way. For one thread, once. */
final class Withdrawal {

    private final HandoverPorts ports;
    private final String reason;
    private final Attempts attempts;

    Withdrawal(HandoverPorts ports, HandoverListener listener, String reason, Duration timeout) {
        this.ports = ports;
        this.reason = reason;
        this.attempts = new Attempts(ports, listener, timeout);
    }

    HandoverOutcome from(Token first) {
        Optional<Token> token = Optional.of(first);
        while (true) {
            Optional<HandoverOutcome> end = token.flatMap(now -> turn(first, now));
            if (end.isPresent()) {
                return end.get();
            }
            if (attempts.isTimeUp()) {
                return new HandoverOutcome.Unsettled("it is not known whether the handover was aborted, after "
                        + attempts.elapsed().toSeconds() + " s" + attempts.trouble());
            }
            token = attempts.readAgain();
        }
    }

    private Optional<HandoverOutcome> turn(Token first, Token token) {
        if (first.handoverTo() != null && token.handoverTo() == null) {
            return Optional.of(ended(first, token));
        }
        Transition abort = token.abortHandover(ports.audits().apply(reason));
        return abort.fold(
                next -> attempts.write("abort handover", token, next)
                        .map(now -> new HandoverOutcome.Aborted(now, reason)),
                refused -> Optional.of(new HandoverOutcome.Refused(refused.rule(), refused.why())));
    }

    /** By this order, whose answer was lost, or by somebody else. */
    private HandoverOutcome ended(Token first, Token token) {
        Duration now = attempts.elapsed();
        boolean stays = token.active().equals(first.active())
                && token.term().equals(first.term().next());
        return stays
                ? new HandoverOutcome.Aborted(token, token.audit().reason())
                : new HandoverOutcome.Completed(token, Finish.BY_ANOTHER, Duration.ZERO, now);
    }
}
