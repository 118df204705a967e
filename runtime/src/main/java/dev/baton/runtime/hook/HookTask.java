package dev.baton.runtime.hook;

import dev.baton.core.BatonException;
import dev.baton.core.InvalidTokenException;
import dev.baton.core.token.Token;
import dev.baton.core.token.TokenChange;
import dev.baton.runtime.config.HookConfig;
import dev.baton.runtime.config.HookTrigger;
import dev.baton.runtime.hook.HookAction.Outcome;
import dev.baton.runtime.hook.HookAction.Verdict;
import dev.baton.runtime.hook.HookCursor.Attempt;
import dev.baton.runtime.hook.HookCursor.Result;
import dev.baton.runtime.hook.HookCursors.Stored;
import dev.baton.runtime.store.PutOutcome;
import dev.baton.runtime.token.TokenHistory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One hook, as one process runs it. Every version that concerns the hook is run at least once, in order; a version that fails
 * {@code attempts} times, or that is refused for good, is given up and said so, and the next one goes on.
 *
 * <p>Before each attempt it is written into the cursor, by compare-and-set, who makes it: so of several agents one runs the hook.
 * Another takes over once that entry has stood still for longer than an attempt may take, on its own clock. A process that was
 * frozen for so long may run a version a second time; whoever minds goes by the version.
 *
 * <p>For one thread.
 */
public final class HookTask {

    private static final Logger LOG = LoggerFactory.getLogger(HookTask.class);

    /** Nothing is to be done before the token changes. */
    private static final Duration IDLE = Duration.ofMinutes(1);

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration MARGIN = Duration.ofSeconds(10);

    /** So many versions of no concern are passed before that is written down. */
    private static final long MOST_UNWRITTEN = 64;

    private final String name;
    private final HookConfig config;
    private final HookAction action;
    private final HookPorts ports;
    private final Duration takeOverAfter;

    private long passed; // versions up to here are of no concern, or in the cursor
    private @Nullable Token last; // the newest token that was read and is not above passed
    private @Nullable Attempt ran; // the last one that was made here
    private long retryAt; // when the next one is due
    private @Nullable HookCursor unsaved; // what the cursor must become before anything else
    private String standing = ""; // the version of the cursor's object that another's attempt was first seen in
    private long standingSince;
    private boolean troubled;

    /** The hook {@code name}, done by {@code action}. */
    public HookTask(String name, HookConfig config, HookAction action, HookPorts ports) {
        this.name = name;
        this.config = config;
        this.action = action;
        this.ports = ports;
        this.takeOverAfter = config.deadline().plus(LONGEST_PAUSE).plus(MARGIN);
    }

    /** Does one thing, if there is one to do up to the version of {@code newest}; returns when to look again at the latest. */
    public Duration turn(Token newest) {
        try {
            Duration next = step(newest);
            troubled = false;
            return next;
        } catch (BatonException e) {
            if (!troubled) {
                troubled = true;
                LOG.atWarn()
                        .addKeyValue("event", "hook-cannot-go-on")
                        .addKeyValue("hook", name)
                        .addKeyValue("why", e.getMessage())
                        .log("Trying again");
            }
            return SOON;
        }
    }

    private Duration step(Token newest) {
        Optional<Stored> read = ports.cursors().stored(name);
        if (read.isEmpty()) {
            ports.cursors().replace(name, null, HookCursor.at(newest.version()));
            return SOON;
        }
        Stored stored = read.get();
        Attempt attempt = stored.cursor().attempt();
        boolean isOwn = attempt != null && attempt.process().equals(ports.process());
        if (unsaved != null) {
            return save(stored, isOwn, unsaved);
        }
        if (attempt != null && !isOwn) {
            Duration left = leftToOther(stored);
            if (!left.isNegative() && !left.isZero()) {
                return left;
            }
        }
        return goOn(stored, newest);
    }

    /** Another agent has it, as long as what it wrote has not stood still for too long. */
    private Duration leftToOther(Stored stored) {
        long now = ports.nanoTime().getAsLong();
        if (!standing.equals(stored.objectVersion())) {
            standing = stored.objectVersion();
            standingSince = now;
        }
        return takeOverAfter.minusNanos(now - standingSince);
    }

    /** The attempt has ended and its result is not written down: it must not be made again by this process. */
    private Duration save(Stored stored, boolean isOwn, HookCursor result) {
        if (!isOwn || stored.cursor().version() >= result.version()) {
            unsaved = null; // it is written, or another has taken over
            return Duration.ZERO;
        }
        if (!(ports.cursors().replace(name, stored, result) instanceof PutOutcome.Applied)) {
            return SOON;
        }
        unsaved = null;
        return Duration.ZERO;
    }

    private Duration goOn(Stored stored, Token newest) {
        HookCursor cursor = stored.cursor();
        passed = Math.max(passed, cursor.version());
        while (passed < newest.version()) {
            if (last == null || last.version() < passed) {
                Token found = token(passed, newest);
                last = found == null ? last : found; // the next one tells what missing ones have changed
            }
            Token after = token(passed + 1, newest);
            Optional<HookCall> call = after == null ? Optional.empty() : call(after);
            if (call.isPresent()) {
                return attempt(stored, call.get());
            }
            passed++;
            last = after == null ? last : after;
            if (passed - cursor.version() >= MOST_UNWRITTEN) {
                ports.cursors().replace(name, stored, cursor.passed(passed));
                return Duration.ZERO;
            }
        }
        return IDLE;
    }

    /** What the hook is told of this version, the one after {@code passed}; empty if it does not concern it. */
    private Optional<HookCall> call(Token after) {
        if (last == null) {
            return Optional.empty();
        }
        TokenChange change = new TokenChange(last, after);
        List<TokenChange.Event> events = change.events().stream()
                .filter(event -> config.region() == null || event.region().equals(config.region()))
                .filter(event -> config.on().contains(HookTrigger.ANY)
                        || config.on().contains(HookTrigger.valueOf(event.kind().name())))
                .toList();
        boolean isAny = config.on().contains(HookTrigger.ANY) && config.region() == null;
        return events.isEmpty() && !isAny ? Optional.empty() : Optional.of(new HookCall(name, change, events));
    }

    /** Null, and said so, if the history lacks it or holds something else for ever. */
    private @Nullable Token token(long version, Token newest) {
        if (version == newest.version()) {
            return newest;
        }
        try {
            Optional<TokenHistory.Entry> entry = ports.history().read(version);
            if (entry.isPresent()) {
                return entry.get().token();
            }
        } catch (InvalidTokenException damaged) {
            LOG.atDebug().setCause(damaged).log("An entry of the history is damaged");
        }
        LOG.atWarn()
                .addKeyValue("event", "hook-history-missing")
                .addKeyValue("hook", name)
                .addKeyValue("version", version)
                .log("The history lacks a version; what it has changed is told with the next");
        return null;
    }

    private Duration attempt(Stored stored, HookCall call) {
        long left = retryAt - ports.nanoTime().getAsLong();
        Attempt before = stored.cursor().attempt();
        if (before != null && before.equals(ran) && left > 0) {
            return Duration.ofNanos(left);
        }
        Attempt next = new Attempt(call.version(), number(before, call), ports.by(), ports.process());
        long asked = ports.nanoTime().getAsLong();
        HookCursor claimed = stored.cursor().trying(next);
        if (!(ports.cursors().replace(name, stored, claimed) instanceof PutOutcome.Applied claim)) {
            return SOON;
        }
        long start = ports.nanoTime().getAsLong();
        if (start - asked >= MARGIN.toNanos()) {
            return Duration.ZERO; // so late that another may have taken over
        }
        ran = next;
        Outcome outcome = action.run(call, config.deadline());
        long took = ports.nanoTime().getAsLong() - start;
        return outcome.verdict() == Verdict.FAILED && next.number() < config.attempts()
                ? retry(next, outcome)
                : end(new Stored(claimed, claim.version()), next, outcome, took);
    }

    /**
     * What was entered and never ran does not count, as far as this process knows; and what another has entered may never have run, so
     * whoever takes over tries at least once.
     */
    private int number(@Nullable Attempt before, HookCall call) {
        if (before == null || before.version() != call.version()) {
            return 1;
        }
        boolean isOwn = before.process().equals(ports.process());
        return isOwn && !before.equals(ran) ? before.number() : Math.min(before.number() + 1, config.attempts());
    }

    private Duration retry(Attempt attempt, Outcome outcome) {
        LOG.atWarn()
                .addKeyValue("event", "hook-failed")
                .addKeyValue("hook", name)
                .addKeyValue("version", attempt.version())
                .addKeyValue("attempt", attempt.number())
                .addKeyValue("why", outcome.detail())
                .log("Trying again");
        Duration pause = pause(attempt.number());
        retryAt = ports.nanoTime().getAsLong() + pause.toNanos();
        return pause;
    }

    private Duration end(Stored stored, Attempt attempt, Outcome outcome, long tookNanos) {
        boolean done = outcome.verdict() == Verdict.DONE;
        Result result = new Result(
                attempt.version(),
                done,
                attempt.number(),
                ports.by(),
                ports.clock().get().toString(),
                Duration.ofNanos(tookNanos).toMillis(),
                outcome.detail());
        (done ? LOG.atInfo() : LOG.atError())
                .addKeyValue("event", done ? "hook-done" : "hook-given-up")
                .addKeyValue("hook", name)
                .addKeyValue("version", attempt.version())
                .addKeyValue("attempts", attempt.number())
                .addKeyValue("millis", result.millis())
                .addKeyValue("detail", outcome.detail())
                .log(done ? "A hook is done" : "A hook is given up for this version");
        ports.say()
                .accept("hook " + name + " for version " + attempt.version() + (done ? ": " : " is given up: ")
                        + outcome.detail() + ", attempt " + attempt.number());
        unsaved = stored.cursor().with(result);
        if (ports.cursors().replace(name, stored, unsaved) instanceof PutOutcome.Applied) {
            unsaved = null;
            return Duration.ZERO;
        }
        return SOON;
    }

    /** 1 s, 2 s, 4 s and so on, at most 30 s. */
    private static Duration pause(int number) {
        Duration doubled = Duration.ofSeconds(1L << Math.min(number - 1, 5));
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
}
