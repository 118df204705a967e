package dev.baton.runtime.handover;

import dev.baton.core.RegionId;
import dev.baton.core.StoreUnavailableException;
import dev.baton.core.Term;
import dev.baton.core.token.Sync;
import dev.baton.core.token.Token;
import dev.baton.core.token.Transition;
import dev.baton.runtime.config.HandoverMode;
import dev.baton.runtime.gate.Registration;
import dev.baton.runtime.handover.HandoverOrder.Step;
import dev.baton.runtime.handover.HandoverOutcome.Finish;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One order on its way. For one thread, once. */
final class Drive {

    private final HandoverPorts ports;
    private final HandoverMode mode;
    private final HandoverListener listener;
    private final HandoverOrder order;
    private final Attempts attempts;
    private @Nullable Term firstTerm;
    private @Nullable Duration begun;
    private @Nullable Term ending; // whose gates have closed
    private long sinceNanos; // when that was known to be in the store
    private Optional<List<Registration>> running = Optional.empty(); // as last listed for it
    private @Nullable List<String> told;
    private @Nullable Finish tried;

    Drive(HandoverPorts ports, HandoverMode mode, HandoverListener listener, HandoverOrder order, Duration timeout) {
        this.ports = ports;
        this.mode = mode;
        this.listener = listener;
        this.order = order;
        this.attempts = new Attempts(ports, listener, timeout);
    }

    HandoverOutcome from(Token first) {
        firstTerm = first.term();
        Optional<Token> token = Optional.of(first);
        while (true) {
            Optional<HandoverOutcome> end = token.flatMap(this::turn);
            if (end.isPresent()) {
                return end.get();
            }
            if (attempts.isTimeUp()) {
                return new HandoverOutcome.Unsettled(unsettled());
            }
            token = attempts.readAgain();
        }
    }

    private Optional<HandoverOutcome> turn(Token token) {
        if (order.hasBegun(token) || begun != null && order.to().equals(token.handoverTo())) {
            observeUnderWay(token, !attempts.isOwn(token));
            return token.sync(order.to()) == Sync.IN_SYNC ? complete(token) : giveUp(token);
        }
        if (hasArrived(token)) {
            Finish own = tried;
            return Optional.of(completed(token, own != null && attempts.isOwn(token) ? own : Finish.BY_ANOTHER));
        }
        return begun == null ? advance(token) : Optional.of(new HandoverOutcome.Aborted(token, whyOver(token)));
    }

    /** Since the order was given: a token that was there from the start is no success of anybody. */
    private boolean hasArrived(Token token) {
        return token.handoverTo() == null
                && token.active().equals(order.to())
                && firstTerm != null
                && token.term().compareTo(firstTerm) > 0;
    }

    private Optional<HandoverOutcome> advance(Token token) {
        Step step = order.next(token, ports.audits());
        if (step.transition() instanceof Transition.Refused refused) {
            return Optional.of(new HandoverOutcome.Refused(refused.rule(), refused.why()));
        }
        if (step.transition() instanceof Transition.Legal legal) {
            attempts.write(step.what(), token, legal.next()).ifPresent(applied -> applied(step, applied));
        }
        return Optional.empty();
    }

    private void applied(Step step, Token applied) {
        if (applied.handoverTo() == null) {
            listener.applied(step.what(), applied, attempts.elapsed());
        } else {
            observeUnderWay(applied, false);
        }
    }

    /** The wait is for every view that opens a gate in this term, so another term starts it anew (rule H); other changes do not. */
    private void observeUnderWay(Token token, boolean joined) {
        if (token.term().equals(ending)) {
            return;
        }
        ending = token.term();
        sinceNanos = ports.nanoTime().getAsLong();
        running = Optional.empty();
        if (begun == null) {
            attempts.persist(); // nobody processes any more, so giving up is the worst that can be done
            begun = attempts.elapsed();
            listener.begun(token, joined, begun);
        }
    }

    private Optional<HandoverOutcome> complete(Token token) {
        Optional<Finish> closed = whyEveryGateIsClosed(token);
        if (closed.isEmpty()) {
            return Optional.empty();
        }
        String reason = token.audit().reason() + "; " + text(closed.get(), token.active());
        Transition completion =
                token.completeHandover(order.to(), ports.audits().apply(reason));
        if (!(completion instanceof Transition.Legal legal)) {
            return Optional.empty();
        }
        if (tried == null) {
            listener.closed(text(closed.get(), token.active()), attempts.elapsed());
        }
        tried = closed.get();
        return attempts.write("complete handover to " + order.to(), token, legal.next())
                .map(applied -> completed(applied, closed.get()));
    }

    private HandoverOutcome completed(Token token, Finish finish) {
        if (finish != Finish.BY_ANOTHER) {
            forgetConsumers();
        }
        Duration now = attempts.elapsed();
        return new HandoverOutcome.Completed(token, finish, begun == null ? now : begun, now);
    }

    private Optional<Finish> whyEveryGateIsClosed(Token token) {
        if (mode == HandoverMode.FENCED) {
            return Optional.of(Finish.FENCED);
        }
        list(token.active());
        if (running.isPresent() && running.get().isEmpty()) {
            return Optional.of(Finish.CONSUMERS_STOPPED);
        }
        Duration left = token.viewsExpireIn().minusNanos(ports.nanoTime().getAsLong() - sinceNanos);
        if (left.isNegative() || left.isZero()) {
            return Optional.of(Finish.VIEWS_EXPIRED);
        }
        List<String> names = running.orElse(List.of()).stream()
                .map(one -> one.group() + " " + one.instance())
                .sorted()
                .toList();
        if (!names.equals(told)) {
            told = names;
            listener.waiting(names, left);
        }
        return Optional.empty();
    }

    /** Rule H: only what is listed after the handover was in the store is evidence for it. */
    private void list(RegionId active) {
        try {
            running = Optional.of(ports.registrations().running(active));
        } catch (StoreUnavailableException e) {
            running = Optional.empty(); // nothing is known, so the full wait decides
        }
    }

    /** As a monitor does: whoever never reported has no open gate, and would only make the next handover wait as well. */
    private void forgetConsumers() {
        try {
            running.orElse(List.of()).forEach(ports.registrations()::forget);
        } catch (StoreUnavailableException e) {
            listener.trouble(String.valueOf(e.getMessage()));
        }
    }

    /** The target was lost on the way; nobody processes until the handover is withdrawn or redirected. */
    private Optional<HandoverOutcome> giveUp(Token token) {
        if (order.to().equals(token.active())) {
            return Optional.of(new HandoverOutcome.Refused(
                    "C", order.to() + " is being caught up in place; the handover is completed when that is done"));
        }
        String why = order.to() + " is " + token.sync(order.to()) + " now";
        Transition abort = token.abortHandover(ports.audits().apply("handover to " + order.to() + " aborted: " + why));
        return abort.fold(
                next -> attempts.write("abort handover to " + order.to(), token, next)
                        .map(now -> new HandoverOutcome.Aborted(now, why)),
                refused -> Optional.of(new HandoverOutcome.Unsettled("the handover to " + order.to()
                        + " cannot go on, as " + why + ", and cannot be aborted, as " + refused.why()
                        + ". Nobody processes until then")));
    }

    private String whyOver(Token token) {
        String by = " by " + token.audit().by() + " (" + token.audit().reason() + ")";
        return token.handoverTo() == null
                ? "it was aborted" + by
                : "a handover to " + token.handoverTo() + " was begun instead" + by;
    }

    private String unsettled() {
        String tried = "after " + attempts.elapsed().toSeconds() + " s" + attempts.trouble();
        return begun == null
                ? "it is not known whether the handover to " + order.to() + " has begun, " + tried
                : "the handover to " + order.to() + " has begun and is not known to be complete " + tried
                        + ". Nobody processes until a monitor or a second attempt completes it, or it is aborted";
    }

    private static String text(Finish finish, RegionId old) {
        return switch (finish) {
            case CONSUMERS_STOPPED -> "every consumer of " + old + " has stopped";
            case VIEWS_EXPIRED -> "every view from before has expired";
            case FENCED -> "no wait, every sink is fenced";
            case BY_ANOTHER -> "completed by another";
        };
    }
}
