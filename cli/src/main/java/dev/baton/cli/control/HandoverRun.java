package dev.baton.cli.control;

import dev.baton.cli.shell.Format;
import dev.baton.cli.shell.Operator;
import dev.baton.cli.shell.Terminal;
import dev.baton.cli.shell.Terminal.Colour;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.kafka.client.Installation;
import dev.baton.runtime.gate.Registration;
import dev.baton.runtime.gate.Registrations;
import dev.baton.runtime.handover.Handover;
import dev.baton.runtime.handover.HandoverOrder;
import dev.baton.runtime.handover.HandoverOrder.Step;
import dev.baton.runtime.handover.HandoverOutcome;
import dev.baton.runtime.handover.HandoverOutcome.Aborted;
import dev.baton.runtime.handover.HandoverOutcome.Completed;
import dev.baton.runtime.handover.HandoverOutcome.Finish;
import dev.baton.runtime.handover.HandoverOutcome.Refused;
import dev.baton.runtime.handover.HandoverOutcome.Unsettled;
import dev.baton.runtime.handover.HandoverPorts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Gives one order to a {@link Handover}, and tells how it goes. */
final class HandoverRun {

    private final Terminal terminal;
    private final Installation installation;
    private final Registrations registrations;
    private final Handover handover;

    HandoverRun(Terminal terminal, Installation installation) {
        this.terminal = terminal;
        this.installation = installation;
        this.registrations =
                new Registrations(installation.store(), installation.config().name());
        this.handover = new Handover(
                new HandoverPorts(
                        installation.tokens(),
                        registrations,
                        Operator::audit,
                        System::nanoTime,
                        pause -> LockSupport.parkNanos(pause.toNanos())),
                installation.config().consumers().handover(),
                new Narrator(terminal));
    }

    Token token() {
        return installation.tokens().read();
    }

    /** Why the order would be refused; empty if it would not. */
    static Optional<Refused> refusal(HandoverOrder order, Token token) {
        return order.steps(token, Operator::audit).stream()
                .map(step -> step.transition()
                        .fold(
                                next -> Optional.<Refused>empty(),
                                why -> Optional.of(new Refused(why.rule(), why.why()))))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Says what would be done, and does nothing of it. */
    int rehearse(HandoverOrder order, Token token, String target) {
        terminal.print("The baton of " + token.name() + " would go from " + token.active() + " to " + order.to() + ":");
        terminal.print("  " + target);
        int number = 1;
        Token last = token;
        for (Step step : order.steps(token, Operator::audit)) {
            if (step.transition() instanceof Transition.Legal legal) {
                last = legal.next();
                String effect = last.handoverTo() == null ? "" : ": from then on nobody processes";
                terminal.print("  " + number++ + ". " + step.what() + effect);
            }
        }
        List<Registration> running = registrations.running(token.active());
        if (!running.isEmpty()) {
            terminal.print("  " + number++ + ". wait for " + Format.count(running.size(), "consumer") + " of "
                    + token.active() + " to stop, " + Format.duration(token.viewsExpireIn()) + " at most");
        }
        terminal.print("  " + number + ". complete handover to " + order.to() + ", term "
                + last.term().next());
        return 0;
    }

    /** Does it. */
    int carryOut(HandoverOrder order, Duration timeout) {
        registrations.running(order.to()); // whatever has to be loaded is, before anybody waits
        return tell(handover.carryOut(order, timeout));
    }

    /** Does not do it after all. */
    int abort(String reason, Duration timeout) {
        HandoverOutcome outcome = handover.abort(reason, timeout);
        if (outcome instanceof Aborted aborted) {
            terminal.print("Aborted: " + where(aborted.token()));
            return 0;
        }
        return outcome instanceof Completed completed
                ? terminal.refuse("too late, the handover is complete: " + where(completed.token()))
                : tell(outcome);
    }

    private int tell(HandoverOutcome outcome) {
        if (outcome instanceof Completed completed) {
            terminal.print(terminal.in(Colour.GREEN, text(completed)));
            return 0;
        }
        if (outcome instanceof Aborted aborted) {
            return terminal.refuse("the handover was given up: " + aborted.why() + "; " + where(aborted.token()));
        }
        if (outcome instanceof Refused refused) {
            return refuse(refused);
        }
        return terminal.refuse(
                outcome instanceof Unsettled unsettled ? unsettled.why() + ". See 'baton status'" : outcome.toString());
    }

    int refuse(Refused refused) {
        return terminal.refuse(refused.why() + " (rule " + refused.rule() + ")");
    }

    private static String text(Completed completed) {
        String by = completed.finish() == Finish.BY_ANOTHER
                ? ", completed by " + completed.token().audit().by()
                : "";
        return where(completed.token()) + by + "; done after " + Format.duration(completed.completed())
                + ", nobody held it for "
                + Format.duration(completed.completed().minus(completed.begun()));
    }

    private static String where(Token token) {
        return token.handoverTo() == null
                ? token.active() + " holds the baton in term " + token.term()
                : "the baton is on its way to " + token.handoverTo();
    }
}
