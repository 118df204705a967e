package dev.baton.runtime.quorum;

import dev.baton.core.quorum.Answer;
import dev.baton.core.quorum.Outcome;
import dev.baton.core.quorum.Proposal;
import dev.baton.core.quorum.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/** One proposal from its first request to its outcome, on the calling thread. */
final class Course {

    /** How an answer finds its way back. */
    interface Sender extends BiConsumer<Request<byte[]>, Consumer<Answer<byte[]>>> {}

    /** How long one operation may take. */
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    /** After this long a store that has not answered is counted out, for this attempt. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** How long two answers that differ wait for the third. */
    private static final Duration HURRY = Duration.ofMillis(100);

    /** How long a change that has its majority waits for the third store, so that it lags behind as rarely as may be. */
    private static final Duration LINGER = Duration.ofMillis(60);

    private static final Duration LONGEST_BACKOFF = Duration.ofMillis(60);

    private record Sent(Request<byte[]> request, long at) {}

    private record Arrived(Request<byte[]> request, Answer<byte[]> answer) {}

    private final Proposal<byte[]> proposal;
    private final Sender sender;
    private final DoubleSupplier random;
    private final Duration patience;
    private final Duration deadline;
    private final LinkedBlockingQueue<Arrived> arrived = new LinkedBlockingQueue<>(); // bounded by what was sent
    private final List<Sent> sent = new ArrayList<>();
    private final long beganAt = System.nanoTime();
    private long hurryAt = beganAt + HURRY.toNanos();
    private long againAt;

    /** A course that may take so much longer than others, because it carries much. */
    Course(Proposal<byte[]> proposal, Sender sender, DoubleSupplier random, Duration allowance) {
        this.proposal = proposal;
        this.patience = PATIENCE.plus(allowance);
        this.deadline = DEADLINE.plus(allowance.multipliedBy(2));
        this.sender = sender;
        this.random = random;
    }

    /** The outcome, within the deadline. An interrupt ends it early; the thread's flag is kept. */
    Outcome<byte[]> run(List<Request<byte[]>> first) {
        send(first);
        long until = beganAt + deadline.toNanos();
        while (proposal.outcome().isEmpty()) {
            long now = System.nanoTime();
            if (proposal.isPaused()) {
                againAt = againAt == 0 ? now + backoff() : againAt;
            }
            if (now >= until || !turn(Math.min(until, nextTurn()))) {
                proposal.giveUp("there was no majority within " + deadline.toMillis() + " ms");
            }
        }
        return proposal.outcome().get();
    }

    /** Goes on, for a moment, until {@code enough}. */
    void linger(BooleanSupplier enough) {
        linger(enough, LINGER);
    }

    void linger(BooleanSupplier enough, Duration atMost) {
        long until = System.nanoTime() + atMost.toNanos();
        while (!enough.getAsBoolean() && proposal.isWaiting() && System.nanoTime() < until && turn(until)) {
            // each turn takes one answer
        }
    }

    private long nextTurn() {
        long at = proposal.isPaused() ? againAt : hurryAt;
        for (Sent one : sent) {
            at = Math.min(at, one.at() + patience.toNanos());
        }
        return at;
    }

    /** Takes an answer, or does what is due at {@code until}; false if the thread was interrupted. */
    private boolean turn(long until) {
        Arrived next;
        try {
            next = arrived.poll(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        if (next != null) {
            take(next);
        } else {
            due(System.nanoTime());
        }
        return true;
    }

    private void take(Arrived next) {
        sent.removeIf(one -> one.request().id() == next.request().id());
        send(proposal.on(next.request(), next.answer()));
    }

    private void due(long now) {
        Optional<Sent> late = sent.stream()
                .filter(one -> now - one.at() >= patience.toNanos())
                .findFirst();
        if (late.isPresent()) {
            String why = "it has not answered for " + patience.toMillis() + " ms";
            take(new Arrived(late.get().request(), new Answer.Silent<>(why)));
        } else if (proposal.isPaused() && now >= againAt) {
            againAt = 0;
            hurryAt = now + HURRY.toNanos();
            send(proposal.again());
        } else if (!proposal.isPaused() && now >= hurryAt) {
            hurryAt = now + deadline.toNanos();
            send(proposal.hurry());
        }
    }

    private void send(List<Request<byte[]>> requests) {
        for (Request<byte[]> request : requests) {
            sent.add(new Sent(request, System.nanoTime()));
            sender.accept(request, answer -> arrived.add(new Arrived(request, answer)));
        }
    }

    /** Of two that duel, one should be through before the other tries again. */
    private long backoff() {
        return (long) (LONGEST_BACKOFF.toNanos() * random.getAsDouble());
    }
}
